import type { MinorPolicyState, MinorSettings } from '../../../contract/index.ts';
import { minorSettingsSchema } from '../../../contract/index.ts';
import type { Actor } from '../../../evidence/index.ts';
import { canonicalJson, HeguiError, sha256Hex, unknownId } from '../../../kernel/index.ts';
import { thresholdOf } from '../../../law/index.ts';
import type { MinorsParts } from '../model.ts';
import {
  looserThan,
  MINOR_BANDS,
  RULE_CURFEW,
  RULE_REMINDER,
  RULE_REST,
  requireSoundSettings,
  ruleMinutes,
  startSettings,
} from '../rules.ts';
import { readPolicy, writePolicy } from '../store/policies.ts';

/** How a service treats minors, beside what the rules say and how sure they are. */
export async function readPolicyState(parts: MinorsParts, serviceId: string): Promise<MinorPolicyState> {
  const service = (await parts.services()).get(serviceId);
  if (service === undefined) throw unknownId('service');
  const stored = await readPolicy(parts.database, serviceId);
  const settings = stored === null ? startSettings() : minorSettingsSchema.parse(stored.settings);
  return {
    serviceId,
    serviceName: service.name,
    settings,
    revision: stored?.revision ?? 0,
    rules: rulesFor(parts, settings),
    scope: await parts.scopeOf(serviceId),
  };
}

type Rules = MinorPolicyState['rules'];
/** The obligation that the hours come from. */
const HOURS = 'minor-mode:hours';

function rulesFor({ confidenceOf }: MinorsParts, settings: MinorSettings): Rules {
  const looser = new Set(looserThan(settings));
  const fromThreshold = (setting: string, id: string, value: string, basis = HOURS): Rules[number] => {
    const { zh, en, confidence } = thresholdOf(id);
    return { setting, value, text: { zh, en }, basis, confidence, isLooser: looser.has(setting) };
  };
  return [
    ...MINOR_BANDS.map((band) =>
      fromThreshold(
        `dailyMinutes.${band}`,
        band === '16-17' ? 'minor_16_18_h' : 'minor_u16_h',
        String(ruleMinutes(band)),
      ),
    ),
    fromThreshold('curfew', 'minor_night_from', `${RULE_CURFEW.from}–${RULE_CURFEW.to}`),
    fromThreshold('restMinutes', 'minor_rest_min', String(RULE_REST)),
    {
      setting: 'consentUnder14',
      value: 'true',
      text: {
        zh: '处理不满十四周岁未成年人的个人信息须取得监护人同意',
        en: 'handling information of children under fourteen takes a guardian’s consent',
      },
      basis: 'pipl:31',
      confidence: confidenceOf('pipl:31'),
      isLooser: looser.has('consentUnder14'),
    },
    ...(settings.companion === null
      ? []
      : [fromThreshold('companion.reminderMinutes', 'companion_reminder_h', String(RULE_REMINDER), 'order21:18')]),
  ];
}

/**
 * Changes how a service treats minors; counts from the next request on, in every process.
 *
 * @throws HeguiError E_REQUEST_INVALID naming what is looser without a reason; E_CONFLICT when somebody else changed it meanwhile.
 */
export async function changePolicy(
  parts: MinorsParts,
  serviceId: string,
  given: { readonly settings: MinorSettings; readonly revision: number },
  by: Actor,
): Promise<void> {
  const { settings } = given;
  if (!(await parts.services()).has(serviceId)) throw unknownId('service');
  const looser = requireSoundSettings(settings);
  const revision = given.revision + 1;
  const digest = sha256Hex(canonicalJson(JSON.parse(JSON.stringify(settings))));
  const { looserReason } = settings;
  await parts.unitOfWork.run(async (tx, evidence) => {
    if (!(await writePolicy(tx, serviceId, { settings, revision }, parts.clock.now(), by)))
      throw new HeguiError('E_CONFLICT', 'somebody else changed the settings meanwhile; reload');
    evidence.append('minors.policy-changed', {
      service: serviceId,
      revision,
      digest,
      mode: settings.mode,
      looser,
      ...(looserReason === null ? {} : { reasonDigest: sha256Hex(looserReason) }),
      by,
    });
  });
}
