import type { Severity } from '../../replication/findings/model.js';
import type { EpochMs } from '../../replication/observation.js';

/** What is drawn: how old the data of a standby is, ms, or how much WAL it has yet to replay, bytes. */
export type Measure = 'time' | 'bytes';

/** A picture of lag, before anything is drawn. The image and Slack's own chart are made from it. */
export interface LagChart {
  /** What is shown, and of whom. */
  readonly title: string;
  /** Over which time. */
  readonly subtitle: string;
  /** In which its times are told, an IANA name. */
  readonly timeZone: string;
  /** One whole sentence that says what the picture says. */
  readonly altText: string;
  readonly from: EpochMs;
  readonly to: EpochMs;
  /** The length of the spans that points stand for, ms. */
  readonly stepMs: number;
  readonly panels: readonly LagPanel[];
  readonly marks: readonly ChartMark[];
  readonly spans: readonly ChartSpan[];
  /** What has to be known of the picture, a sentence; null if there is nothing. */
  readonly note: string | null;
}

/** The standbys in one measure, one below the other where there are two. */
export interface LagPanel {
  readonly measure: Measure;
  /** The worst first; those left out are counted in `others`. */
  readonly series: readonly LagSeries[];
  /** How many more standbys there are, all of them less behind than those shown. */
  readonly others: number;
  readonly thresholds: readonly ChartThreshold[];
}

export interface LagSeries {
  /** The standby. */
  readonly name: string;
  /** The worst of each span, oldest first; a span without a point is one of which nothing is known. */
  readonly points: readonly ChartPoint[];
  readonly worst: ChartPoint;
  /** True if some of it is "at least". */
  readonly atLeast: boolean;
}

export interface ChartPoint {
  /** Where its span begins. */
  readonly at: EpochMs;
  /** Ms or bytes. */
  readonly value: number;
}

export interface ChartThreshold {
  readonly severity: Severity;
  /** Ms or bytes. */
  readonly value: number;
  readonly words: string;
}

/** Something that happened at one moment. */
export interface ChartMark {
  readonly at: EpochMs;
  readonly kind: 'incident' | 'resolved' | 'finding' | 'operation' | 'no-return';
  /** A few words. */
  readonly words: string;
}

/** Something that lasted. */
export interface ChartSpan {
  readonly from: EpochMs;
  readonly to: EpochMs;
  readonly kind: 'incident' | 'operation';
}
