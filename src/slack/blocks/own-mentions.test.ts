import { expect, it } from 'vitest';
import { contextBlock, sectionBlock } from './limits.js';
import { mentionedIn, withoutMentions } from './own-mentions.js';

const message = {
  text: 'Asked by <@U0DBA> for <!subteam^S0OPS>',
  blocks: [
    sectionBlock('*Asked by <@U0DBA>*: &lt;@U0SRE&gt; "quoted"'),
    contextBlock('<@U0SRE> may approve'),
  ],
};

it('finds whom a message mentions, and no look-alike that somebody wrote', () => {
  expect([...mentionedIn(message)]).toEqual(['U0DBA', 'U0SRE']);
  expect([...mentionedIn({ text: '&lt;@U0SRE&gt;', blocks: [] })]).toEqual([]);
});

it('names who is not to be called, and mentions everybody else', () => {
  const told = withoutMentions(message, new Map([['U0DBA', 'D. "B" <A> & *b*']]));
  expect([...mentionedIn(told)]).toEqual(['U0SRE']);
  expect(told.text).toMatch(/^Asked by @D\. "B" &lt;A&gt; &amp; .*b.* for <!subteam\^S0OPS>$/);
  expect(JSON.stringify(told.blocks)).toContain('&lt;@U0SRE&gt; \\"quoted\\"');
});

it('calls people by their ids where nobody knows a name, and cuts endless names', () => {
  expect(withoutMentions(message, new Map([['U0DBA', null]])).text).toContain('by @U0DBA for');
  const long = withoutMentions(message, new Map([['U0DBA', 'é'.repeat(200)]]));
  expect(long.text).toContain(`@${'é'.repeat(39)}… for`);
  const full = { text: `<@U0DBA> ${'a'.repeat(2_990)}`, blocks: [] };
  expect(withoutMentions(full, new Map([['U0DBA', 'DBA on call']])).text).toMatch(/^@U0DBA a+$/);
});
