import { writeFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { documentOf } from '../../../duties/disclosure/index.ts';
import { type RunCommand, withCore } from '../context.ts';
import { wrongUse } from '../output.ts';

/** `hegui agreements`: what users agree to. */
export function agreementsCommand(program: Command, run: RunCommand): void {
  const agreements = program.command('agreements').description('服务协议 · service agreements (Art. 9)');
  agreements
    .command('list')
    .description('list services with their agreement; exit code 1 when one has none in force')
    .option('--json', 'print JSON')
    .action(
      run(
        async (context) =>
          await withCore(context, async (core) => {
            const { services } = await core.agreements.overview();
            const lines = services.map(
              ({ serviceId, serviceName, inForce, upcoming, accepted, policy }) =>
                `${serviceId}  ${serviceName}  ${inForce === null ? 'NOT PUBLISHED' : `version ${inForce}`}${
                  upcoming === null ? '' : ` (to come: ${upcoming})`
                }  acceptance ${policy.acceptance}  accepted ${accepted}`,
            );
            context.output.result({ services }, services.length === 0 ? ['no services'] : lines);
            return services.some(({ inForce }) => inForce === null) ? 1 : 0;
          }),
      ),
    );
  agreements
    .command('show <service>')
    .description('show the agreement of a service, in force or by its number')
    .option('--number <number>', 'an earlier version, or one to come')
    .option('--lang <language>', 'zh or en', 'zh')
    .option('--json', 'print JSON')
    .action(
      run(async (context, serviceId: string, options: { number?: string; lang: string }) => {
        const language = languageOf(options.lang);
        const number = options.number === undefined ? null : Number(options.number);
        if (number !== null && !Number.isSafeInteger(number)) throw wrongUse('--number must be a number');
        return await withCore(context, async (core) => {
          const shown = await core.agreements.shown(serviceId, number);
          if (shown === null) throw wrongUse(`${serviceId} has no such agreement; hegui agreements list shows them`);
          const { title, text, number: version, effectiveAt, publishedAs, digest, gaps } = shown.version;
          const head = `${title[language]}  version ${version}  from ${effectiveAt.toISOString()}  by ${publishedAs}`;
          const open = gaps.length === 0 ? [] : [`open clauses: ${gaps.join(', ')}`];
          context.output.result(shown.version, [head, `SHA-256 ${digest[language]}`, ...open, '', text[language]]);
          return 0;
        });
      }),
    );
  agreements
    .command('export <file>')
    .description('write who accepted which version as CSV; leaves evidence')
    .option('--service <service>', 'of one service')
    .option('--json', 'print JSON')
    .action(
      run(
        async (context, file: string, options: { service?: string }) =>
          await withCore(context, async (core) => {
            const { csv, rows } = await core.agreements.acceptances.export(options.service ?? null, 'cli');
            // Pseudonyms are personal still: for nobody but whoever asked.
            await writeFile(file, csv, { mode: 0o600 });
            context.output.result({ file, rows }, [`${rows} acceptances in ${file}`]);
            return 0;
          }),
      ),
    );
}

/** `hegui disclosure`: what services say about themselves. */
export function disclosureCommand(program: Command, run: RunCommand): void {
  const disclosure = program.command('disclosure').description('服务公开信息 · what services disclose (Art. 10)');
  disclosure
    .command('list')
    .description('list services with what they disclose; exit code 1 when one discloses nothing or is no longer true')
    .option('--json', 'print JSON')
    .action(
      run(
        async (context) =>
          await withCore(context, async (core) => {
            const { services } = await core.disclosure.overview();
            const lines = services.map(
              ({ serviceId, serviceName, published, gaps, changed }) =>
                `${serviceId}  ${serviceName}  ${published === null ? 'NOT PUBLISHED' : `version ${published}, gaps ${gaps}`}${
                  changed.length === 0 ? '' : `  CHANGED SINCE: ${changed.join(', ')}`
                }`,
            );
            context.output.result({ services }, services.length === 0 ? ['no services'] : lines);
            return services.some(({ published, changed }) => published === null || changed.length > 0) ? 1 : 0;
          }),
      ),
    );
  disclosure
    .command('show <service>')
    .description('print what a service discloses as Markdown, such as for the documentation of an API')
    .option('--lang <language>', 'zh or en', 'zh')
    .option('--json', 'print JSON')
    .action(
      run(async (context, serviceId: string, options: { lang: string }) => {
        const language = languageOf(options.lang);
        return await withCore(context, async (core) => {
          const shown = await core.disclosure.shown(serviceId, null);
          if (shown === null)
            throw wrongUse(`${serviceId} has published nothing; hegui disclosure list shows services`);
          context.output.result(await core.disclosure.published(serviceId), [documentOf(shown, language)]);
          return 0;
        });
      }),
    );
}

function languageOf(given: string): 'zh' | 'en' {
  if (given === 'zh' || given === 'en') return given;
  throw wrongUse('--lang must be zh or en');
}
