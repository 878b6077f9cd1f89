import type { Layer, RingGroup } from './ring-group';

/** How long the group rings at most if everybody may ring and nobody answers, in seconds. */
export function longestSeconds({ layers, rounds }: Pick<RingGroup, 'layers' | 'rounds'>): number {
  return rounds * layers.reduce((sum, layer) => sum + layerSeconds(layer), 0);
}

function layerSeconds({ strategy, ringSeconds, members }: Layer): number {
  const waves = members.map((member) =>
    member.ringSeconds === undefined ? ringSeconds : (member.delaySeconds ?? 0) + member.ringSeconds,
  );
  return strategy === 'simultaneous' ? Math.max(0, ...waves) : waves.reduce((sum, wave) => sum + wave, 0);
}
