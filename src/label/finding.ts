/** What a check found. An error breaks a rule; a warning is lawful or unproven, but looks wrong. */
export interface LabelFinding {
  readonly severity: 'error' | 'warning';
  /** Stable, for programs: such as `length`, `prefix`, `check-digit`. */
  readonly code: string;
  /** One English sentence that names the place and the remedy. */
  readonly message: string;
}

export const errorFinding = (code: string, message: string): LabelFinding => ({ severity: 'error', code, message });
export const warningFinding = (code: string, message: string): LabelFinding => ({ severity: 'warning', code, message });

export const hasErrors = (findings: readonly LabelFinding[]): boolean =>
  findings.some((finding) => finding.severity === 'error');
