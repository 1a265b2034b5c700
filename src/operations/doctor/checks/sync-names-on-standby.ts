import {
  nameMatches,
  parseSynchronousStandbyNames,
} from '../../../replication/sync/parse-names.js';
import { safeName } from '../../../wording/safe-text.js';
import { applicationNameOf, change, directStandbysOf, each, primaryOf, text } from '../look.js';
import type { DoctorCheck, DoctorContext } from '../model.js';
import { namesSetting } from '../names.js';
import type { NodeSurvey } from '../survey.js';
import { advice, pass, warn } from '../outcomes.js';

export const syncNamesOnStandby: DoctorCheck = {
  id: 'sync-names-on-standby',
  group: 'takeover',
  looksAt:
    "each standby's own `synchronous_standby_names`, which holds from the moment it is promoted",
  why: 'A promoted standby keeps its own list: names that nobody else carries hang its first commit, and no names make the cluster asynchronous without a word.',
  examine: (context) => {
    const primary = primaryOf(context);
    if (primary === null) return [];
    return each(directStandbysOf(context), (survey) => {
      const names = text(survey, 'synchronous_standby_names');
      if (names === null) return null;
      const name = safeName(survey.node);
      const onPrimary = context.topology.sync.namesSetting ?? '';
      if (names === '') {
        if (onPrimary === '' || context.topology.sync.config === null) return null;
        return advice(
          survey,
          `${safeName(primary.node)} has synchronous standbys, and ${name} names none: promoted by hand it waits for nobody.`,
          `Promote by pgrepl, which sets it, or prepare it. ${change(survey, 'synchronous_standby_names', successors(context, survey))}`,
        );
      }
      const read = parseSynchronousStandbyNames(names, survey.major);
      const config = read.ok ? read.config : null;
      if (config === null) return null;
      const others = context.topology.nodes
        .filter((node) => node.name !== survey.node)
        .map((node) => applicationNameOf(context, node.name));
      const able = others.filter((other) =>
        config.names.some((listed) => nameMatches(listed, other)),
      );
      if (able.length >= config.numSync) {
        return pass(survey, `The names that ${name} has itself can be satisfied by the others.`);
      }
      return warn(
        survey,
        `${name} has \`synchronous_standby_names = ${safeName(names, 80)}\` itself, which ${able.length === 0 ? 'no other node' : 'too few of the others'} could satisfy: promoted, its first commit hangs.`,
        change(
          survey,
          'synchronous_standby_names',
          onPrimary === '' ? '' : successors(context, survey),
        ),
      );
    });
  },
};

/** As many of those who would then be its standbys as commits wait for now. */
function successors(context: DoctorContext, standby: NodeSurvey): string {
  const { config } = context.topology.sync;
  const others = [primaryOf(context), ...directStandbysOf(context)].flatMap((each) =>
    each === null || each.node === standby.node ? [] : [applicationNameOf(context, each.node)],
  );
  return config === null ? '' : namesSetting(context, config, others);
}
