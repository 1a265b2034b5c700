import { describe, expect, it } from 'vitest';
import { testNow } from '../replication/testing/observations.js';
import type { Finding } from '../replication/findings/model.js';
import type { Incident } from './model.js';
import { defaultGraceMs } from './notify.js';
import { reduceIncidents } from './reduce.js';
import { afterSilence } from './silences/ended.js';
import { tell, type Hearing } from './tell.js';
import { aFinding } from './testing/findings.js';
import { aSilence } from './testing/silences.js';

const policy = { graceMs: defaultGraceMs, flapWindowMs: 600_000 };
const minute = 60_000;
const cause = ['node:pg1'];
const s1 = aFinding('s1', { causes: cause });
const s2 = aFinding('s2', { causes: cause });
const critical = (finding: Finding): Finding => ({ ...finding, severity: 'critical' });
const silenceS1 = aSilence({ scope: { kind: 'node', node: 's1' } });

/** One incident through the reducer, and what is told of it. */
class Story {
  #incidents: readonly Incident[] = [];
  #ids = 0;

  get incident(): Incident {
    const [incident] = this.#incidents;
    if (incident === undefined) throw new Error('there is no incident');
    return incident;
  }

  /** What is told when these findings count, so many minutes after `testNow`. */
  see(findings: readonly Finding[], minutes: number, hearing: Partial<Hearing>): readonly string[] {
    const now = testNow + minutes * minute;
    const { incidents, changes } = reduceIncidents({
      cluster: 'orders',
      now,
      incidents: this.#incidents,
      active: findings,
      flapWindowMs: policy.flapWindowMs,
      newId: () => String((this.#ids += 1)),
    });
    this.#incidents = incidents;
    return changes.flatMap((change) => {
      const told = tell(change, now, policy, {
        silences: [],
        isQuiet: false,
        isPosted: true,
        ...hearing,
      });
      const notices = told.notices.map((notice) =>
        notice.kind === 'root'
          ? `root ${notice.reason}`
          : `${notice.broadcast ? 'broadcast' : 'line'} ${notice.text}`,
      );
      return told.held === null ? notices : [...notices, `held: ${told.held}`];
    });
  }
}

describe('what is told while something is silenced', () => {
  it('is nothing of an incident that opens, changes and ends under a silence', () => {
    const story = new Story();
    const hearing = { silences: [aSilence()], isPosted: false };
    expect(story.see([s1], 0, hearing)).toEqual(['held: silenced']);
    expect(story.see([s1, critical(s2)], 1, hearing)).toEqual(['held: silenced']);
    expect(story.see([], 2, hearing)).toEqual(['held: silenced']);
  });

  it('is an edit of the message that stands, and no line', () => {
    const story = new Story();
    story.see([s1], 0, { isPosted: false });
    const hearing = { silences: [aSilence()] };
    expect(story.see([critical(s1)], 1, hearing)).toEqual(['root silenced', 'held: silenced']);
    expect(story.see([], 2, hearing)).toEqual(['root silenced', 'held: silenced']);
  });

  it('is all that is not silenced, as if the rest did not exist', () => {
    const story = new Story();
    const hearing = { silences: [silenceS1] };
    expect(story.see([s1], 0, { ...hearing, isPosted: false })).toEqual(['held: silenced']);
    // The first that may be heard opens it; what is silenced then changes nothing but the message.
    expect(story.see([s1, s2], 1, { ...hearing, isPosted: false })).toEqual(['root opened']);
    expect(story.see([critical(s1), s2], 2, hearing)).toEqual(['root silenced', 'held: silenced']);
    expect(story.see([critical(s1), critical(s2)], 3, hearing)).toEqual([
      'root worsened',
      'broadcast Critical now: Standby s2 is down.',
    ]);
    expect(story.see([critical(s1)], 4, hearing)).toEqual([
      'root finding-cleared',
      'line Over after 4 min: Standby s2 is down.',
    ]);
    expect(story.see([], 5, hearing)).toEqual(['root silenced', 'held: silenced']);
  });

  it('is what still stands once it ends: a first message, or a line where one stands', () => {
    const story = new Story();
    story.see([critical(s1), s2], 0, { isPosted: false, silences: [silenceS1] });
    const ended = { ...silenceS1, endedAt: testNow + minute };
    const after = (hearing: Partial<Hearing>): readonly unknown[] =>
      afterSilence(
        story.incident,
        ended,
        'SIL-1',
        { silences: [ended], isQuiet: false, isPosted: true, ...hearing },
        testNow + minute,
      );
    expect(after({ isPosted: false })).toMatchObject([{ kind: 'root' }]);
    expect(after({})).toMatchObject([
      { kind: 'root' },
      {
        kind: 'thread',
        text: 'SIL-1 has ended, and this stands: Standby s1 is down.',
        broadcast: true,
      },
    ]);
    // Another silence still covers it.
    expect(after({ silences: [ended, aSilence({ id: 'x' })] })).toMatchObject([{ kind: 'root' }]);
    expect(after({ silences: [ended, aSilence({ id: 'x' })], isPosted: false })).toEqual([]);
  });
});

describe('what is told in quiet hours', () => {
  const quiet = { isQuiet: true, isPosted: false };

  it('is nothing new of a warning, and everything critical at once', () => {
    const story = new Story();
    expect(story.see([s1], 0, quiet)).toEqual(['held: quiet-hours']);
    expect(story.see([critical(s1)], 1, quiet)).toEqual(['root opened']);
  });

  it('is what happens to a message that stands already', () => {
    const story = new Story();
    story.see([s1], 0, { isPosted: false });
    expect(story.see([s1, s2], 1, { isQuiet: true })).toEqual([
      'root finding-added',
      'line Standby s2 is down.',
    ]);
    expect(story.see([], 2, { isQuiet: true })).toEqual([
      'root resolved',
      'line Resolved after 2 min.',
    ]);
  });

  it('is nothing of what came and went: the morning tells it', () => {
    const story = new Story();
    story.see([s1], 0, quiet);
    expect(story.see([], 1, quiet)).toEqual(['held: quiet-hours']);
    expect(story.see([s1], 2, quiet)).toEqual(['held: quiet-hours']);
    // Back when the hours are over, it is simply new to the channel.
    expect(story.see([], 3, quiet)).toEqual(['held: quiet-hours']);
    expect(story.see([s1], 4, { isPosted: false })).toEqual(['root opened']);
  });
});
