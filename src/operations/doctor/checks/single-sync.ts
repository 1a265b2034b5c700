import { listNames, safeName } from '../../../wording/safe-text.js';
import type { DoctorCheck } from '../model.js';
import { change, primaryOf } from '../look.js';
import { namesSetting, unnamed } from '../names.js';
import { fail, pass, warn } from '../outcomes.js';

export const singleSync: DoctorCheck = {
  id: 'single-sync',
  group: 'commits',
  looksAt: 'how many synchronous standbys may fail before commits hang',
  why: 'Where none may, the loss of one standby, or its restart, stops every commit of the primary.',
  examine: (context) => {
    const primary = primaryOf(context);
    const { config, commits, members } = context.topology.sync;
    if (primary === null || config === null) return [];
    const name = safeName(primary.node);
    const who = listNames(members.map((member) => member.name));
    if (commits.kind === 'hangs') {
      return [
        fail(
          primary,
          `Commits on ${name} hang: ${commits.present} of ${commits.required} synchronous standbys confirm.`,
          `Bring ${who} back; \`/pgrepl status\` says more.`,
        ),
      ];
    }
    if (commits.kind !== 'waiting-satisfied') return [];
    if (commits.spare > 0) {
      return [pass(primary, `Of ${who} ${commits.spare} may fail before commits hang.`)];
    }
    const others = unnamed(context, config);
    const remedy =
      others.length === 0
        ? `Add a standby, and its name to \`synchronous_standby_names\` on ${name}.`
        : `Name one more. ${change(primary, 'synchronous_standby_names', namesSetting(context, config, [...config.names, ...others]))}`;
    return [
      warn(
        primary,
        `Commits on ${name} wait for ${commits.required} of ${who}, and no other could take over: the loss of one hangs them all.`,
        remedy,
      ),
    ];
  },
};
