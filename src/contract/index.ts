export * from './classifier.ts';
export * from './common.ts';
export * from './content.ts';
export * from './evidence.ts';
export * from './exchanges.ts';
export * from './policy.ts';
export * from './registry.ts';
export * from './staff.ts';
