import { HeguiError } from '../../kernel/index.ts';

/** Why somebody was not confirmed. Pages say it in the reader's language. */
export type RefusalReason =
  | 'wrong-code'
  | 'tries'
  | 'expired'
  | 'mismatch'
  | 'unknown-person'
  | 'not-authenticated'
  | 'other-browser'
  | 'guardian';

const DETAILS: Readonly<Record<RefusalReason, string>> = {
  'wrong-code': 'the code is not the one that was sent; check the latest message',
  tries: 'the code was wrong five times; ask for another one',
  expired: 'the attempt is over or none of this user’s; begin anew',
  mismatch: 'what was given does not belong together',
  'unknown-person': 'the provider has no record to compare with',
  'not-authenticated': 'the sign-in elsewhere did not end as it must',
  'other-browser': 'the sign-in has to end in the browser in which it began',
  guardian: 'under fourteen only a guardian may agree to this; use a guardian’s way',
};

/** An answer, not a fault: whoever was asked says no. The detail begins with the reason, which apps may go by. */
export class IdentityRefusal extends HeguiError {
  readonly reason: RefusalReason;

  constructor(reason: RefusalReason, cause?: unknown) {
    super('E_IDENTITY_REFUSED', `${reason}: ${DETAILS[reason]}`, cause === undefined ? {} : { cause });
    this.reason = reason;
  }
}
