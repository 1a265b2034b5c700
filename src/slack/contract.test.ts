import { describe, expect, it } from 'vitest';
import { aFinding, anIncident } from '../wording/testing/incidents.js';
import { contractFingerprint, offersContract } from './contract.js';

const changed = (evidence: Record<string, string>) =>
  anIncident({ findings: [aFinding(), aFinding({ kind: 'sync-contract-changed', evidence })] });

describe('the contract in an incident', () => {
  it('is offered while something about it is open', () => {
    expect(offersContract(changed({}))).toBe(true);
    expect(offersContract(anIncident())).toBe(false);
    expect(offersContract({ ...changed({}), state: 'resolved' })).toBe(false);
  });

  it('is not offered where the configuration declares it', () => {
    expect(offersContract(changed({ contract: 'learned' }))).toBe(true);
    expect(offersContract(changed({ contract: 'declared' }))).toBe(false);
  });

  it('is offered for lost redundancy only if no standby is known to be missing', () => {
    const reduced = (missing: readonly string[]) =>
      anIncident({
        findings: [
          aFinding({
            kind: 'sync-redundancy-reduced',
            evidence: { contract: 'learned', missing },
          }),
        ],
      });
    expect(offersContract(reduced([]))).toBe(true);
    expect(offersContract(reduced(['s1']))).toBe(false);
  });

  it('has a fingerprint that follows what is said of it and nothing else', () => {
    const seen = contractFingerprint(changed({ names: 's1', level: 'on' }));
    expect(contractFingerprint(changed({ level: 'on', names: 's1' }))).toBe(seen);
    expect(contractFingerprint(changed({ names: 's2', level: 'on' }))).not.toBe(seen);
    const lagging = changed({ names: 's1', level: 'on' });
    const more = [...lagging.findings, aFinding({ kind: 'replication-lag', subject: 's1' })];
    expect(contractFingerprint({ ...lagging, findings: more })).toBe(seen);
  });
});
