import type { Exchange, ExchangeEnd } from '../exchange.ts';
import type { AnswerLabel } from '../label.ts';
import type { UpstreamTarget } from '../upstream/index.ts';
import { isObject, type JsonObject } from './json-object.ts';
import type { ScreenedChat } from './screened-chat.ts';

/** The closing record of an answered chat, as its answer stands now. */
export function endOf(chat: ScreenedChat, target: UpstreamTarget | null, usage: ExchangeEnd['usage']): ExchangeEnd {
  const { answer, label, exchange } = chat;
  const hits = answer.hits;
  const isCut = answer.cuts.length > 0 || answer.isOverLimit;
  return {
    outcome: isCut ? 'cut' : 'completed',
    ...(isCut ? { reason: answer.lateReason ?? answer.cutReason ?? 'output-limit' } : {}),
    ...(target === null ? {} : { upstream: { id: target.id, name: target.name } }),
    choices: answer.summary,
    hits,
    ...(answer.classifier === undefined ? {} : { classifier: answer.classifier }),
    replaced: hits.filter((hit) => hit.action === 'replace').length,
    outputChars: answer.outputChars,
    heldCharsMax: answer.heldCharsMax,
    label: recordedLabel(exchange, label, answer.hasGeneratedContent),
    output: answer.pieces(),
    usage: usage ?? null,
  };
}

/** What the record says about the labels: where the explicit mark stands and, if not where the policy wants it, why. */
export function recordedLabel(
  exchange: Exchange,
  label: AnswerLabel,
  hasText: boolean,
): NonNullable<ExchangeEnd['label']> {
  const reason = label.explicitReason ?? (hasText || label.explicit === 'interface' ? null : 'no-generated-text');
  return {
    explicit: reason === null || label.explicit === 'none' ? label.explicit : 'interface',
    ...(reason === null ? {} : { explicitReason: reason }),
    produceId: exchange.start.id,
    aigc: label.aigc,
  };
}

/** Hegui's own member of an answer. */
export function heguiField(exchange: Exchange, label: AnswerLabel): JsonObject {
  // Whoever shows the answer must know that it has no mark of its own and needs none.
  const lifted = label.explicit === 'none' ? { explicit: label.explicit } : {};
  const { id, notices } = exchange.start;
  return { exchange: id, aigc: label.aigc, ...lifted, ...(notices === undefined ? {} : { notice: notices }) };
}

export function usageOf(usage: unknown): ExchangeEnd['usage'] {
  if (!isObject(usage)) return null;
  return { promptTokens: tokens(usage.prompt_tokens), completionTokens: tokens(usage.completion_tokens) };
}

const tokens = (value: unknown): number | null => (typeof value === 'number' && Number.isInteger(value) ? value : null);
