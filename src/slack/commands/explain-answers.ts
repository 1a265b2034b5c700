import { headlineFirst } from '../../incidents/group.js';
import { incidentNumber } from '../../incidents/selection.js';
import { pageList, pageSections, unknownPage } from '../../wording/finding-pages/sections.js';
import { safeName } from '../../wording/safe-text.js';
import { formatCount } from '../../wording/units.js';
import type { Answer } from '../blocks/answer.js';
import { answered, type Asked, type Known } from './asked.js';
import { findName, refusal, refusalInWords } from './names.js';
import { nearestFirst } from './nearest.js';

/** The page of a finding, of what heads an open incident, or which pages there are. */
export function explanation(rest: string, known: Known): Asked {
  const { pages, command } = known;
  const wanted = rest.trim();
  if (wanted === '') {
    return answered({
      summary: `There are ${formatCount(pages.size, 'kind')} of findings.`,
      sections: pageList(pages, command),
      request: 'explain',
      shareable: true,
    });
  }
  const number = incidentNumber(wanted);
  return answered(number === null ? onePage(wanted, known) : ofIncident(number, known));
}

function onePage(wanted: string, { pages, command }: Known): Answer {
  const kinds = [...pages.keys()];
  const page = pages.get(findName(wanted, kinds) ?? '');
  if (page === undefined) {
    const told = `There is no finding named ${safeName(wanted)}.`;
    return refusal(told, unknownPage(wanted, nearestFirst(wanted, kinds), command));
  }
  return {
    summary: `${page.kind}: ${page.summary}`,
    sections: pageSections(page),
    request: `explain ${page.kind}`,
    shareable: true,
  };
}

function ofIncident(number: number, known: Known): Answer {
  const incident = known.fleet.clusters
    .flatMap(({ incidents }) => incidents)
    .find((each) => each.number === number);
  const [head] = incident === undefined ? [] : headlineFirst(incident.findings);
  return head === undefined
    ? refusalInWords(
        `INC-${number} is not open.`,
        `\`${known.command} timeline INC-${number}\` shows what it was.`,
      )
    : onePage(head.kind, known);
}
