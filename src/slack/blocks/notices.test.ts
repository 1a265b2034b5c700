import { describe, expect, it } from 'vitest';
import { testNow } from '../../replication/testing/observations.js';
import { anIncident } from '../../wording/testing/incidents.js';
import { brokenRules, textsOf } from '../testing/block-rules.js';
import { digestMessage, noticeMessage, threadMessage } from './notices.js';
import { peopleIn } from './people.js';

describe('thread lines, notices and digests', () => {
  it('say one thing plainly, several dated', () => {
    expect(threadMessage([{ text: 's1 is *back*.', at: testNow }])).toEqual({
      text: 's1 is ∗back∗.',
      blocks: [
        { type: 'section', text: { type: 'mrkdwn', text: 's1 is ∗back∗.', verbatim: true } },
      ],
    });
    expect(
      textsOf(threadMessage([{ text: 's1 is back.\ns2 is *not*.', at: testNow }]).blocks),
    ).toEqual(['s1 is back.\ns2 is ∗not∗.']);
    const lines = Array.from({ length: 500 }, () => ({ text: 'x'.repeat(500), at: testNow }));
    const many = threadMessage(lines);
    expect(many.text).toBe('500 changes while Slack could not be reached.');
    expect(brokenRules(many.blocks)).toEqual([]);
    expect(textsOf(many.blocks).join()).toMatch(/… and \d+ more lines\./);
    expect(brokenRules(noticeMessage('y'.repeat(9_000)).blocks)).toEqual([]);
  });

  it('name whom they are said to name, and nobody else', () => {
    const owned = 'Two.\nINC-7, owned by slack:T1/U1; on slack:T1/U2.';
    const people = ['slack:T1/U1'];
    const shown = 'INC-7, owned by <@U1>; on slack:T1/U2.';
    expect(textsOf(noticeMessage(owned, peopleIn(people)).blocks)).toEqual([`Two.\n• ${shown}`]);
    const late = digestMessage([], [{ text: owned, at: testNow, people }], 'outage');
    expect(textsOf(late.blocks)[0]).toContain(shown);
  });

  it('fold what came and went into one digest', () => {
    const incident = anIncident({ state: 'resolved', resolvedAt: testNow });
    const digest = digestMessage([incident], [], 'outage');
    expect(digest.text).toBe('1 incident opened and resolved while Slack could not be reached.');
    expect(textsOf(digest.blocks)[0]).toMatch(
      /:white_check_mark: \*orders\*: Commits hang.* Resolved after 41 s, from <!date.*INC-7/,
    );
    const flood = Array.from({ length: 300 }, () => incident);
    expect(brokenRules(digestMessage(flood, [], 'outage').blocks)).toEqual([]);
  });
});
