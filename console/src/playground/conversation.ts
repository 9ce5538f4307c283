import type { Audience } from '@hegui/contract';
import { useCallback, useRef, useState } from 'react';
import { type ChatMessage, type HeguiField, streamChat } from './chat-stream.ts';

/** One question and its answer as the user sees it. */
export interface Turn {
  readonly id: number;
  readonly question: string;
  readonly answer: string;
  readonly reasoning: string;
  readonly state: 'streaming' | 'ended' | 'stopped' | 'failed';
  readonly finishReason: string | null;
  readonly hegui: HeguiField | null;
  readonly error: unknown;
  /** From sending to the first text, in ms. */
  readonly firstTextMs: number | null;
}

export interface Asking {
  readonly apiKey: string;
  readonly model: string;
  readonly system: string;
  readonly endUser: string;
  readonly audience: Audience;
  readonly question: string;
}

/** A conversation through the gateway. */
export interface Conversation {
  readonly turns: readonly Turn[];
  readonly isStreaming: boolean;
  /** Resolves when the answer has ended: with what it failed on, else null. */
  readonly ask: (asking: Asking) => Promise<unknown>;
  readonly stop: () => void;
  readonly clear: () => void;
}

/** Keeps the turns of one conversation; one answer streams at a time. */
export function useConversation(): Conversation {
  const [turns, setTurns] = useState<readonly Turn[]>([]);
  const running = useRef<AbortController | null>(null);
  const nextId = useRef(1);

  const ask = useCallback(
    async ({ question, system, ...call }: Asking) => {
      const id = nextId.current;
      nextId.current += 1;
      const controller = new AbortController();
      running.current = controller;
      const update = (change: (turn: Turn) => Partial<Turn>) =>
        setTurns((all) => all.map((turn) => (turn.id === id ? { ...turn, ...change(turn) } : turn)));
      setTurns((all) => [...all, newTurn(id, question)]);
      const startedMs = performance.now();
      try {
        const messages = messagesOf(system, turns, question);
        for await (const step of streamChat({ ...call, messages, signal: controller.signal })) {
          update((turn) => ({
            answer: turn.answer + step.text,
            reasoning: turn.reasoning + step.reasoning,
            finishReason: step.finishReason ?? turn.finishReason,
            hegui: step.hegui ?? turn.hegui,
            firstTextMs: turn.firstTextMs ?? (step.text === '' ? null : performance.now() - startedMs),
          }));
        }
        update(() => ({ state: 'ended' }));
        return null;
      } catch (error) {
        // Stopping is the user's own doing; anything else is shown with the turn.
        const isStopped = controller.signal.aborted;
        update(() => (isStopped ? { state: 'stopped' } : { state: 'failed', error }));
        return isStopped ? null : error;
      } finally {
        if (running.current === controller) running.current = null;
      }
    },
    [turns],
  );
  const stop = useCallback(() => running.current?.abort(), []);
  const clear = useCallback(() => {
    running.current?.abort();
    setTurns([]);
  }, []);
  return { turns, isStreaming: turns.some((turn) => turn.state === 'streaming'), ask, stop, clear };
}

const newTurn = (id: number, question: string): Turn => ({
  id,
  question,
  answer: '',
  reasoning: '',
  state: 'streaming',
  finishReason: null,
  hegui: null,
  error: null,
  firstTextMs: null,
});

function messagesOf(system: string, turns: readonly Turn[], question: string): ChatMessage[] {
  const before = turns
    .filter((turn) => turn.answer !== '')
    .flatMap((turn): ChatMessage[] => [
      { role: 'user', content: turn.question },
      { role: 'assistant', content: turn.answer },
    ]);
  const opening: ChatMessage[] = system.trim() === '' ? [] : [{ role: 'system', content: system }];
  return [...opening, ...before, { role: 'user', content: question }];
}
