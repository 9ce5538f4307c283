import { asHeguiError, ERRORS, HeguiError } from '../../kernel/index.ts';

/** How a command ends: 0 success, 1 a negative finding, 2 wrong use or a refusal, 3 unreadable input. */
export type ExitCode = 0 | 1 | 2 | 3;

export interface Output {
  /** Prints the result: as JSON with `--json`, else the lines. */
  result(json: object, lines: readonly string[]): void;
  /** Tells people at a terminal what goes on; silent when piped or with `--json`. */
  progress(text: string): void;
  /** Ends the progress line. */
  progressDone(): void;
}

export function createOutput(options: { readonly json: boolean }): Output {
  const isLive = process.stderr.isTTY === true && !options.json;
  return {
    result: (json, lines) => {
      process.stdout.write(options.json ? `${JSON.stringify(json)}\n` : `${lines.join('\n')}\n`);
    },
    progress: (text) => {
      if (isLive) process.stderr.write(`\r\u001b[K${text}`);
    },
    progressDone: () => {
      if (isLive) process.stderr.write('\r\u001b[K');
    },
  };
}

// What went wrong lies in what was asked or given, not in the machine.
const UNREADABLE = new Set<string>([
  'E_BUNDLE_UNREADABLE',
  'E_INPUT_UNREADABLE',
  'E_FILE_UNREADABLE',
  'E_FILE_UNSUPPORTED',
]);

/** Prints the error with its remedy and returns the exit code that fits. */
export function reportError(raw: unknown, json: boolean): ExitCode {
  const error = asHeguiError(raw);
  const { title, remedy } = ERRORS[error.code];
  if (json) {
    process.stdout.write(
      `${JSON.stringify({ error: { code: error.code, message: error.message, remedy: remedy.en, fields: error.fields } })}\n`,
    );
  } else {
    process.stderr.write(`${title.zh} · ${title.en}\n  ${error.message}\n  ${remedy.zh} · ${remedy.en}\n`);
    for (const field of error.fields) process.stderr.write(`  ${field.path}: ${field.message}\n`);
    if (error.code === 'E_INTERNAL' && error.cause instanceof Error)
      process.stderr.write(`${error.cause.stack ?? ''}\n`);
  }
  return UNREADABLE.has(error.code) ? 3 : 2;
}

/** A progress bar of a known length. */
export function bar(done: number, total: number): string {
  const share = total === 0 ? 1 : Math.min(1, done / total);
  const filled = Math.round(share * 30);
  return `${'█'.repeat(filled)}${'░'.repeat(30 - filled)} ${Math.round(share * 100)} %`;
}

export const wrongUse = (message: string): HeguiError => new HeguiError('E_COMMAND', message);
