import type { MaterialsPorts, SampleAnswer } from '../../duties/labelling/index.ts';
import type { ExchangesService } from '../../exchanges/index.ts';
import { HeguiError, type Log } from '../../kernel/index.ts';
import type { createAskAgain } from '../ask-again.ts';

const PROMPTS = {
  'zh-CN': '请用两三句话介绍一种春天的花。',
  en: 'Describe a spring flower in two or three sentences.',
} as const;

export interface AskServiceOptions {
  readonly ask: ReturnType<typeof createAskAgain>;
  readonly exchanges: Pick<ExchangesService, 'list' | 'read'>;
  readonly log: Log;
}

/** Asks a service's model one harmless question through its gateway, so that the sample has the labels that users see. */
export function createAskService({ ask, exchanges, log }: AskServiceOptions): MaterialsPorts['askService'] {
  return async (serviceId, named, language, by) => {
    const model = named ?? (await lastModel(exchanges, serviceId));
    if (model === null) return null;
    const prompt = PROMPTS[language];
    try {
      const messages = [{ role: 'user', content: prompt }];
      const { exchangeId } = await ask({ serviceId, model, audience: 'general', messages, by });
      const { content } = await exchanges.read(exchangeId, by, 'labelling-materials');
      const piece = content?.output.find(({ path, text }) => path === 'choices.0.content' && text.trim() !== '');
      const shown = piece?.shown ?? '';
      return shown === '' ? null : ({ exchangeId, model, prompt, shown } satisfies SampleAnswer);
    } catch (error) {
      // A service that cannot answer now still has labels to tell of; the materials say that the answer is missing.
      if (!(error instanceof HeguiError) || error.code === 'E_INTERNAL') throw error;
      log.warn({ service: serviceId, code: error.code }, 'the service could not be asked for labelling materials');
      return null;
    }
  };
}

/** The model that last answered a chat of the service; null before the first. */
async function lastModel(exchanges: Pick<ExchangesService, 'list'>, serviceId: string): Promise<string | null> {
  const { items } = await exchanges.list({ serviceId, outcome: 'completed', limit: 50 });
  return items.find(({ endpoint }) => endpoint === 'chat.completions')?.model ?? null;
}
