import type { z } from 'zod';
import type { TrainingUse, trainingChoiceSchema } from '../../contract/index.ts';
import { DAY_MS, MINUTE_MS, unknownId } from '../../kernel/index.ts';
import { KeptRows } from '../../store/index.ts';
import type { Choice, ChoiceChannel, ChoosingUser, DisclosedService, DisclosureParts } from './model.ts';
import { trainingUseOf } from './rules.ts';
import { countRefusalsKept, type RefusalsKept, readChoice, writeChoice } from './store.ts';

/** Every process has heard of a choice by then. */
const HEARD_MS_MAX: number = 2 * MINUTE_MS;

/** Whether what end users enter may be used for training. What somebody says counts from their next request on. @law measures#11 */
export class TrainingChoices {
  readonly #parts: DisclosureParts;
  readonly #choices: KeptRows<Choice | null>;

  constructor(parts: DisclosureParts) {
    const { database, clock } = parts;
    this.#parts = parts;
    this.#choices = new KeptRows<Choice | null>({
      database,
      clock,
      channel: 'hegui_training_choices',
      read: (key) => readChoice(database, key.slice(0, key.indexOf(' ')), key.slice(key.indexOf(' ') + 1)),
    });
  }

  /** Begins to keep in memory what the gateway asks for; a server does, commands need not. */
  start(): Promise<void> {
    return this.#choices.start();
  }

  stop(): Promise<void> {
    return this.#choices.stop();
  }

  /**
   * What goes with the record of a request; at once in the common case. What cannot be asked is not trained with: whether the request
   * itself may go on is for its record to decide.
   */
  readonly useOf = (service: DisclosedService, endUser: string | null): TrainingUse | Promise<TrainingUse> => {
    const { training } = service.policy;
    if (endUser === null) return trainingUseOf(training, null, null);
    const choice = this.#choices.get(keyOf({ serviceId: service.id, endUser }));
    if (choice instanceof Promise)
      return choice.then(
        (found) => trainingUseOf(training, endUser, found),
        () => 'refused',
      );
    return trainingUseOf(training, endUser, choice);
  };

  async read({ serviceId, endUser }: ChoosingUser): Promise<z.infer<typeof trainingChoiceSchema>> {
    const service = (await this.#parts.services()).get(serviceId);
    if (service === undefined) throw unknownId('service');
    const found = await readChoice(this.#parts.database, serviceId, endUser);
    return {
      choice: found?.choice ?? null,
      use: trainingUseOf(service.policy.training, endUser, found),
      chosenAt: found?.chosenAt.toISOString() ?? null,
    };
  }

  /** Of those who refused and asked something in the last day: how many records say so, and how many do not. */
  async refusalsKept(): Promise<RefusalsKept> {
    const { database, clock } = this.#parts;
    const now = clock.now().getTime();
    return await countRefusalsKept(database, new Date(now - HEARD_MS_MAX), new Date(now - DAY_MS));
  }

  /** Saying the same again changes nothing. */
  async choose(user: ChoosingUser, choice: TrainingUse, channel: ChoiceChannel): Promise<void> {
    const { database, unitOfWork, clock } = this.#parts;
    const { serviceId, endUser } = user;
    if ((await readChoice(database, serviceId, endUser))?.choice === choice) return;
    await unitOfWork.run(async (tx, evidence) => {
      await writeChoice(tx, user, { choice, chosenAt: clock.now() }, channel);
      evidence.append('training.chosen', { service: serviceId, endUser, choice, channel });
    });
    this.#choices.forget(keyOf(user));
  }
}

const keyOf = ({ serviceId, endUser }: ChoosingUser): string => `${serviceId} ${endUser}`;
