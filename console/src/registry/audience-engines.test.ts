import assert from 'node:assert/strict';
import { test } from 'node:test';
import '../../../tests/support/console-modules.ts';

// Not before the line above has taught Node where the console's imports are.
const { defaultPolicy, policySchema } = await import('@hegui/contract');
const { minorsPolicyOf, withClassifier, withoutEngine, withPersonalInformation } = await import(
  './audience-engines.ts'
);

const own = policySchema.parse({
  personalInformation: { input: { mobile: 'mask', email: 'flag' } },
  classifier: { enabled: true, threshold: 0.8, thresholds: { 'A.1.f': 0.5 } },
});
const withEngines = (engines: object) => policySchema.parse({ ...own, audiences: { minors: { engines } } });

test('what minors have is what was chosen for them, also where the service says more', () => {
  const information = { input: { email: 'block' as const }, output: { mobile: 'mask' as const } };
  const classifier = { ...own.classifier, threshold: 0.3, thresholds: {} };
  const engines = withClassifier(own, withPersonalInformation({}, information), classifier);
  const minors = minorsPolicyOf(withEngines(engines));
  assert.equal(minors.personalInformation.input.mobile, 'off');
  assert.deepEqual(
    [minors.personalInformation.input.email, minors.personalInformation.output.mobile],
    ['block', 'mask'],
  );
  assert.deepEqual([minors.classifier.threshold, minors.classifier.thresholds], [0.3, { 'A.1.f': 0.3 }]);
});

test('an engine that is given back is the service’s own again', () => {
  const engines = withPersonalInformation({ classifier: { enabled: false } }, defaultPolicy.personalInformation);
  const minors = minorsPolicyOf(withEngines(withoutEngine(engines, 'personalInformation')));
  assert.deepEqual([minors.personalInformation, minors.classifier.enabled], [own.personalInformation, false]);
});
