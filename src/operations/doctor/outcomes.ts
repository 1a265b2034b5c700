import { safeName } from '../../wording/safe-text.js';
import type { Outcome } from './model.js';
import type { NodeSurvey } from './survey.js';

/** A node, or null for the cluster. */
type About = NodeSurvey | string | null;

const nameOf = (about: About): string | null =>
  about === null || typeof about === 'string' ? about : about.node;

export function pass(about: About, evidence: string): Outcome {
  return { verdict: 'pass', node: nameOf(about), evidence, remedy: null };
}

export function advice(about: About, evidence: string, remedy: string): Outcome {
  return { verdict: 'advice', node: nameOf(about), evidence, remedy };
}

export function warn(about: About, evidence: string, remedy: string): Outcome {
  return { verdict: 'warn', node: nameOf(about), evidence, remedy };
}

export function fail(about: About, evidence: string, remedy: string): Outcome {
  return { verdict: 'fail', node: nameOf(about), evidence, remedy };
}

/** What pgrepl's role may not see, and what would show it. */
export function notVisible(survey: NodeSurvey, what: string, grant: string): Outcome {
  const evidence = `${what} of ${safeName(survey.node)} is not visible to role ${safeName(survey.role.name)}.`;
  return { verdict: 'not-visible', node: survey.node, evidence, remedy: grant };
}

const role = (survey: NodeSurvey): string => safeName(survey.role.name);

/** For what `pg_monitor` shows. */
export function monitorGrant(survey: NodeSurvey): string {
  return survey.major < 10
    ? 'Up to 9.6 a superuser alone sees it.'
    : `\`GRANT pg_monitor TO ${role(survey)}\` on the primary shows it.`;
}

/** For `pg_hba.conf`. */
export function hbaGrant(survey: NodeSurvey): string {
  return survey.major < 10
    ? 'Up to 9.6 no view shows it: read the file.'
    : `\`GRANT SELECT ON pg_hba_file_rules TO ${role(survey)}\` and \`GRANT EXECUTE ON FUNCTION pg_hba_file_rules() TO ${role(survey)}\`, on the primary and in pgrepl's database, show it.`;
}

/** For files in the data directory. */
export function filesGrant(survey: NodeSurvey): string {
  return survey.major < 11
    ? 'Up to 10 a superuser alone sees it.'
    : `\`GRANT EXECUTE ON FUNCTION pg_stat_file(text, boolean) TO ${role(survey)}\`, on the primary and in pgrepl's database, shows it.`;
}

/** For `recovery.conf`, up to 11. */
export function recoveryConfGrant(survey: NodeSurvey): string {
  if (survey.recoveryConfUnreadable) {
    return `\`recovery.conf\` of ${safeName(survey.node)} is not valid in the encoding of the database that pgrepl connects to: write it in that encoding.`;
  }
  return survey.major < 11
    ? 'Up to 10 a superuser alone can read `recovery.conf`.'
    : `\`GRANT EXECUTE ON FUNCTION pg_read_file(text, bigint, bigint, boolean) TO ${role(survey)}\`, on the primary and in pgrepl's database, shows it, and lets the role read every file of the data directory.`;
}
