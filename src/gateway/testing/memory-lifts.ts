import type { LabelAgreement, LiftRequest } from '../../contract/index.ts';
import { keptUntil, refuseLift } from '../../duties/labelling/lifts/rules.ts';
import { IdFactory } from '../../kernel/index.ts';
import type { GrantedLift, LabelLifts } from '../lift/ports.ts';

type Noted = Parameters<LabelLifts['note']>[1] & { readonly lift: GrantedLift };

/** Requests and deliveries kept in memory; the refusals are the real ones. */
export class MemoryLifts implements LabelLifts {
  readonly open: LiftRequest[] = [];
  readonly noted: Noted[] = [];
  readonly #ids = new IdFactory();
  failure: Error | null = null;

  async grant(_service: unknown, endUser: string | null): Promise<GrantedLift> {
    if (endUser === null) throw refuseLift('anonymous');
    const request = this.open.find((one) => one.endUser === endUser);
    if (request === undefined) throw refuseLift('not-requested');
    return { requestId: request.id, endUser, agreement: request.agreement, keepMonths: 6 };
  }

  async note(lift: GrantedLift, content: Parameters<LabelLifts['note']>[1]): Promise<Date> {
    if (this.failure !== null) throw this.failure;
    this.noted.push({ lift, ...content });
    return keptUntil(new Date(), lift.keepMonths);
  }

  async agreementsFor(): Promise<readonly LabelAgreement[]> {
    return [];
  }

  async request(
    service: { readonly id: string },
    endUser: string | null,
    { agreement }: { readonly agreement: string },
  ): Promise<LiftRequest> {
    if (endUser === null) throw refuseLift('anonymous');
    const made: LiftRequest = {
      id: this.#ids.next('lrq'),
      serviceId: service.id,
      endUser,
      agreement,
      digest: '0'.repeat(64),
      requestedAt: new Date().toISOString(),
      withdrawnAt: null,
      withdrawnBy: null,
      lifted: 0,
    };
    this.open.push(made);
    return made;
  }

  async openRequestsOf(_serviceId: string, endUser: string | null): Promise<readonly LiftRequest[]> {
    if (endUser === null) throw refuseLift('anonymous');
    return this.open.filter((one) => one.endUser === endUser);
  }

  async withdrawOwn(_serviceId: string, endUser: string | null): Promise<readonly string[]> {
    const own = await this.openRequestsOf(_serviceId, endUser);
    for (const one of own) this.open.splice(this.open.indexOf(one), 1);
    return own.map(({ id }) => id);
  }
}
