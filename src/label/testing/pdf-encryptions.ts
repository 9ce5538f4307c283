/** Encryptions by qpdf that open without a password, each with its arguments. The owner's password stays unknown to whoever reads. */
export const PDF_ENCRYPTIONS: readonly (readonly [title: string, args: readonly string[]])[] = [
  ['RC4 with 40 bits', ['--allow-weak-crypto', '--encrypt', '', 'owner', '40', '--']],
  ['RC4 with 128 bits', ['--allow-weak-crypto', '--encrypt', '', 'owner', '128', '--']],
  ['AES with 128 bits', ['--allow-weak-crypto', '--encrypt', '', 'owner', '128', '--use-aes=y', '--']],
  [
    'AES with 128 bits but plain metadata',
    ['--allow-weak-crypto', '--encrypt', '', 'owner', '128', '--use-aes=y', '--cleartext-metadata', '--'],
  ],
  ['AES with 256 bits of revision 5', ['--allow-weak-crypto', '--encrypt', '', 'owner', '256', '--force-R5', '--']],
  ['AES with 256 bits of revision 6', ['--encrypt', '', 'owner', '256', '--']],
  ['AES with 256 bits and streams of objects', ['--object-streams=generate', '--encrypt', '', 'owner', '256', '--']],
  [
    'RC4 and streams of objects',
    ['--object-streams=generate', '--allow-weak-crypto', '--encrypt', '', 'owner', '128', '--'],
  ],
];
