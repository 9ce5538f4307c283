/** A file as the server sent it, with the name that it gave it. */
export interface SentFile {
  readonly blob: Blob;
  readonly name: string;
  readonly headers: Headers;
}

/** The answer as a file; `hegui` where the server named none. */
export async function fileOf(response: Response): Promise<SentFile> {
  const name = /filename="([^"]+)"/.exec(response.headers.get('content-disposition') ?? '')?.[1];
  return { blob: await response.blob(), name: name ?? 'hegui', headers: response.headers };
}

/** Lets the browser save a file under its name. */
export function saveFile({ blob, name }: Pick<SentFile, 'blob' | 'name'>): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
}
