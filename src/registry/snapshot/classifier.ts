import type { ActiveClassifier, ListScreen, ServiceEntry } from '../model.ts';

/**
 * The service with the model that may read along and, for policies under which a hit of it makes screening stricter, the
 * stricter lists: compiled now where the policy says so, so that no request waits for it.
 */
export function withClassifier(
  service: ServiceEntry,
  classifier: ActiveClassifier | null,
  stricter: () => ListScreen,
): ServiceEntry {
  if (classifier === null) return service;
  const { enabled, onHit } = service.policy.classifier;
  if (enabled && onHit === 'stricter') stricter();
  return { ...service, classifier, stricter };
}
