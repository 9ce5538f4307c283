import { buildImplicitLabel, type ImplicitLabel } from '../implicit-label.ts';

/** A whole label of an invented provider whose credit code has the right check digit. */
export const sampleLabel = (produceId = 'exc_test_0001'): ImplicitLabel =>
  buildImplicitLabel({ providerCode: '001191350100M000100Y4310001', produceId });
