import type { LabelAgreement, LiftRequest, ProducedKind } from '../../contract/index.ts';
import type { ServiceEntry } from '../../registry/index.ts';

/** The explicit label may be left out for this end user, under this request. */
export interface GrantedLift {
  readonly requestId: string;
  readonly endUser: string;
  readonly agreement: string;
  readonly keepMonths: number;
}

type AskedService = Pick<ServiceEntry, 'id' | 'policy'>;

/** What the gateway asks of the labelling duty about content without explicit label. @law labelling-measures#9 */
export interface LabelLifts {
  /** @throws HeguiError E_LABEL_LIFT_REFUSED saying why not. */
  grant(service: AskedService, endUser: string | null): Promise<GrantedLift>;
  /** Durable when it resolves, to until when it is kept. */
  note(
    lift: GrantedLift,
    content: {
      readonly serviceId: string;
      readonly exchangeId: string;
      readonly produceId: string;
      readonly kind: ProducedKind;
    },
  ): Promise<Date>;
  /** Texts that users of the service may accept now. */
  agreementsFor(service: AskedService): Promise<readonly LabelAgreement[]>;
  /** @throws HeguiError E_LABEL_LIFT_REFUSED, E_REQUEST_INVALID */
  request(
    service: AskedService,
    endUser: string | null,
    accepted: { readonly agreement: string; readonly digest: string | null },
  ): Promise<LiftRequest>;
  /** @throws HeguiError E_LABEL_LIFT_REFUSED where nobody is named. */
  openRequestsOf(serviceId: string, endUser: string | null): Promise<readonly LiftRequest[]>;
  /** Ends the end user's requests and names them. @throws HeguiError as before. */
  withdrawOwn(serviceId: string, endUser: string | null): Promise<readonly string[]>;
}
