import data from '../../law/risks.json' with { type: 'json' };

/** One of the 31 content risks, or one of the five groups they fall into. */
export interface Risk {
  /** Such as `A.1.f`; groups are `A.1` to `A.5`. */
  readonly code: string;
  readonly group: string | null;
  readonly zh: string;
  readonly en: string;
}

/** The taxonomy of GB/T 45654-2025 Annex A in the order of the standard; second-hand, see `law/risks.json`. */
export const RISKS: readonly Risk[] = data.risks;

/** Where the taxonomy comes from and how sure that is; screens that name a risk show it. */
export const RISK_SOURCE = { standard: data.standard, annex: data.annex, confidence: data.confidence, note: data.note };

const codes = new Set(RISKS.filter((risk) => risk.group !== null).map((risk) => risk.code));

export const isRiskCode = (code: string): boolean => codes.has(code);
