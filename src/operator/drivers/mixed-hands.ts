import type { Deed, NodeHands } from '../ports.js';

const done: Deed = { kind: 'done', value: undefined };

/**
 * The configuration's commands, and a person for what it has none for, as the plan says. What brings a
 * server back as a standby is one piece of work (its files, its settings, a start): where one of the
 * commands for it is missing, a person does all of it.
 */
export function mixedHands(byCommand: NodeHands, byPerson: NodeHands): NodeHands {
  const { can } = byCommand;
  const rejoins = can('make_standby') && can('start');
  const restarts = can('restart') || (can('stop') && can('start'));
  /** Whose the work is that was begun: a clone by command brings its settings along. */
  let begun: 'nothing' | 'by-person' | 'cloned' = 'nothing';
  const toPerson = (deed: Promise<Deed>): Promise<Deed> => {
    begun = 'by-person';
    return deed;
  };
  const ending = async (deed: Promise<Deed>): Promise<Deed> => {
    const end = await deed;
    if (end.kind === 'done') begun = 'nothing';
    return end;
  };
  return {
    kind: rejoins ? 'command' : 'person',
    can,
    stop: can('stop') ? byCommand.stop : byPerson.stop,
    start: (context) => {
      const isPersons = begun === 'by-person' || !can('start');
      return ending(isPersons ? byPerson.start(context) : byCommand.start(context));
    },
    restart: (context) => {
      const isPersons = begun === 'by-person' || !restarts;
      return ending(isPersons ? byPerson.restart(context) : byCommand.restart(context));
    },
    promote: can('promote') ? byCommand.promote : byPerson.promote,
    controlData: byCommand.controlData,
    makeStandby: (source, context) => {
      if (begun === 'by-person') return byPerson.makeStandby(source, context);
      if (rejoins) return byCommand.makeStandby(source, context);
      return begun === 'cloned'
        ? Promise.resolve(done)
        : toPerson(byPerson.makeStandby(source, context));
    },
    rewind: (source, context) =>
      rejoins && can('rewind')
        ? byCommand.rewind(source, context)
        : toPerson(byPerson.rewind(source, context)),
    reclone: (source, context) => {
      if (!can('reclone') || !can('start')) return toPerson(byPerson.reclone(source, context));
      begun = 'cloned';
      return byCommand.reclone(source, context);
    },
    fence: can('fence') ? byCommand.fence : byPerson.fence,
  };
}
