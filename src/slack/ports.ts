import type { FleetSnapshot } from '../incidents/fleet.js';
import type { IncidentDesk } from '../incidents/desk.js';
import type { Incident, RootMessage } from '../incidents/model.js';
import type { SilenceService } from '../incidents/silences/service.js';
import type { RecordedChange } from '../incidents/role-changes.js';
import type { RecordedTimeline } from '../incidents/timeline.js';
import type { AuditRecord } from '../incidents/record.js';
import type { DoctorReport } from '../operations/doctor/report.js';
import type { Operation } from '../operations/model.js';
import type { OperationService } from '../operations/service.js';
import type { ChannelTrouble } from '../wording/channel-words.js';
import type { EpochMs } from '../replication/observation.js';
import type { Digest } from '../wording/digest/digest.js';
import type { FindingPages } from '../wording/finding-pages/page.js';
import type { LagChart, Measure } from '../wording/lag-chart/model.js';

/** Where this room writes what it did; a pino logger fits. */
export interface Log {
  readonly debug: (fields: object, message: string) => void;
  readonly info: (fields: object, message: string) => void;
  readonly warn: (fields: object, message: string) => void;
  readonly error: (fields: object, message: string) => void;
}

/** What the listeners ask of the rest of pgrepl. */
export interface Handlers {
  /** What is known right now, from memory. */
  readonly fleet: () => FleetSnapshot;
  /** An incident by its id, open or resolved not long ago. */
  readonly incident: (id: string) => Incident | null;
  /** Takes the cluster's present synchronous replication as its contract, and audits it. */
  readonly acceptContract: (request: AcceptContract) => Promise<AcceptContractResult>;
  /** What is asked for and done to clusters: promotions and switchovers. */
  readonly operations: OperationService;
  /** What people do to incidents. */
  readonly desk: IncidentDesk;
  readonly records: Records;
  /** A picture as PNG; null if it can't be made. Never rejects. */
  readonly png: (chart: LagChart) => Promise<Uint8Array | null>;
  readonly silences: SilenceService;
  /** What the documentation says of each kind of finding. */
  readonly pages: FindingPages;
  /** Told of what somebody had done, for the audit. */
  readonly audit: (deed: Omit<AuditRecord, 'id' | 'at'>) => void;
  /** Told of every command and click that was refused, for the audit. */
  readonly onDenied: (denial: Denial) => void;
}

/** What the store has kept, the newest first; null while it can't be asked. They never reject. */
export interface Records {
  /** Of one cluster, or of all of them for null. */
  readonly operations: (
    cluster: string | null,
    limit: number,
  ) => Promise<readonly Operation[] | null>;
  readonly audit: (cluster: string | null, limit: number) => Promise<readonly AuditRecord[] | null>;
  /** Of one cluster, or of all of them; open at some time since then, or whenever for null. */
  readonly incidents: (
    of: {
      readonly cluster: string | null;
      readonly since: EpochMs | null;
      /** Only those that ended since then, the last one first. */
      readonly endedSince?: EpochMs;
    },
    limit: number,
  ) => Promise<readonly Incident[] | null>;
  /** Of nodes' roles and timelines, since then. */
  readonly roleChanges: (
    since: EpochMs,
    limit: number,
  ) => Promise<readonly RecordedChange[] | null>;
  /** The story of the incident of this number; `none` if there is no such incident. */
  readonly timeline: (number: number) => Promise<RecordedTimeline | 'none' | null>;
  /** Where the message of an incident stands; null if it has none, or that can't be read. */
  readonly root: (incidentId: string) => Promise<RootMessage | null>;
  /** The examinations of clusters: made now, and the last that were made. */
  readonly doctor: Doctor;
  /** What a digest of these clusters would tell now of the last 24 hours. Takes some seconds at the most. */
  readonly lastDay: (clusters: readonly string[]) => Promise<Digest>;
  /** A picture of lag; where the store gives no answer it shows what memory has, and says so. */
  readonly lagChart: (request: LagChartRequest) => Promise<LagChart>;
}

/** Examines set-ups. */
export interface Doctor {
  /** Takes some seconds at the most; null if it can't be done. Never rejects. */
  readonly examine: (cluster: string) => Promise<DoctorReport | null>;
  readonly last: (cluster: string) => DoctorReport | null;
}

/** Which picture of lag is asked for. */
export interface LagChartRequest {
  readonly cluster: string;
  readonly from: EpochMs;
  readonly to: EpochMs;
  /** One panel each. */
  readonly measures: readonly Measure[];
  /** In which its times are told, an IANA name; null for that of the cluster. */
  readonly timeZone: string | null;
}

/** Something that happened to a channel, and that may concern what is posted there. */
export interface ChannelEvent {
  readonly id: string;
  readonly trouble: ChannelTrouble;
}

export interface AcceptContract {
  readonly cluster: string;
  /** `slack:T…/U…`. */
  readonly actor: string;
}

export type AcceptContractResult =
  | { readonly ok: true }
  /** `message` is a sentence of plain text for the one who clicked. */
  | { readonly ok: false; readonly message: string };

export interface Denial {
  readonly at: EpochMs;
  /** `slack:T…/U…`. */
  readonly actor: string;
  /** What was tried: `command status`, `click accept_contract`, `home`. */
  readonly attempted: string;
  readonly reason: DenialReason;
}

/**
 * Why somebody was refused:
 *
 * - `other-team`: the command, the click or the person belongs to another workspace;
 * - `guest`: a single-channel or multi-channel guest;
 * - `deactivated`, `bot`: no person who works here;
 * - `unknown-user`: Slack knows no such user;
 * - `lookup-failed`: Slack could not say who it is;
 * - `own-team-unknown`: pgrepl could not learn its own workspace yet.
 */
export type DenialReason =
  | 'other-team'
  | 'guest'
  | 'deactivated'
  | 'bot'
  | 'unknown-user'
  | 'lookup-failed'
  | 'own-team-unknown';
