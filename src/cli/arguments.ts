import { InvalidArgumentError } from 'commander';
import { incidentNumber } from '../incidents/selection.js';

const mostListed = 10_000;

/** How many rows a list may have. @throws to the one who typed something else */
export function limit(text: string): number {
  const number = Number(text);
  if (Number.isInteger(number) && number >= 1 && number <= mostListed) return number;
  throw new InvalidArgumentError(`Write a whole number from 1 to ${mostListed}.`);
}

/** The 7 of INC-7. @throws to the one who typed something else */
export function incidentOf(text: string): number {
  const number = incidentNumber(text);
  if (number !== null) return number;
  throw new InvalidArgumentError('Write the name of an incident, for example INC-7.');
}
