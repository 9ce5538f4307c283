import type { Screen } from '../../screening/index.ts';
import type { Exchange } from '../exchange.ts';
import type { AnswerLabel } from '../label.ts';
import type { OutputGate } from '../opinions/index.ts';
import type { UpstreamTarget } from '../upstream/index.ts';
import type { Answer } from './answer.ts';
import { ClearTexts } from './clear-texts.ts';
import type { JsonObject } from './json-object.ts';
import type { ChatRequest } from './request.ts';

const PLAIN_MEMBERS = new Set(['id', 'object', 'created', 'model', 'system_fingerprint', 'service_tier']);

/** A chat exchange that was admitted and is being answered: the same for streamed and unstreamed answers. */
export class ScreenedChat {
  readonly request: ChatRequest;
  readonly exchange: Exchange;
  readonly answer: Answer;
  readonly label: AnswerLabel;
  readonly screen: Screen;
  /** Where judges are asked about the answer; null where none is. */
  readonly gate: OutputGate<JsonObject> | null;
  readonly #texts: ClearTexts;

  constructor(parts: Pick<ScreenedChat, 'request' | 'exchange' | 'answer' | 'label' | 'screen' | 'gate'>) {
    this.request = parts.request;
    this.exchange = parts.exchange;
    this.answer = parts.answer;
    this.label = parts.label;
    this.screen = parts.screen;
    this.gate = parts.gate;
    this.#texts = new ClearTexts(parts.screen);
  }

  /**
   * The members around the choices: ids, model, fingerprints, and whatever else an upstream adds. They are not what the
   * model says, but they reach the client, so a text with a hit in it is left out. Where the upstream knows the model by
   * another name, clients see the one they asked for.
   */
  screenEnvelope(envelope: JsonObject, target: UpstreamTarget | null): JsonObject {
    const shown: JsonObject = {};
    for (const [name, member] of Object.entries(envelope)) {
      // No judge reads what stands around the choices, so only members that hold no prose pass.
      if (this.gate !== null && !PLAIN_MEMBERS.has(name)) continue;
      if (this.#texts.isClear(member)) shown[name] = member;
      // Clients cannot do without these two, and random letters may hit a short Latin term by chance: ours stand in.
      else if (name === 'id') shown.id = `chatcmpl-${this.exchange.start.id}`;
      else if (name === 'model') shown.model = this.request.model;
    }
    if ('model' in shown && target !== null && Object.hasOwn(target.models, this.request.model))
      shown.model = this.request.model;
    return shown;
  }
}
