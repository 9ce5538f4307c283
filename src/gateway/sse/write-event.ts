/** One server-sent event that carries `json`; line ends inside it (which `JSON.stringify` never makes) stay part of the data. */
export function writeEvent(json: string): string {
  if (!json.includes('\n') && !json.includes('\r')) return `data: ${json}\n\n`;
  return `data: ${json.replaceAll(/\r\n|\r|\n/g, '\ndata: ')}\n\n`;
}
