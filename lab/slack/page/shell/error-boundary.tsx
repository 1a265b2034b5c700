import { Component, type ReactNode } from 'react';

interface Props {
  /** What is shown inside: a new one is given a new try. */
  readonly of: unknown;
  readonly fallback: ReactNode;
  readonly children: ReactNode;
}

interface State {
  readonly failed: unknown;
  readonly broken: boolean;
}

/** Keeps what cannot be drawn from taking the rest of the page along. */
export class ErrorBoundary extends Component<Props, State> {
  override state: State = { failed: undefined, broken: false };

  static getDerivedStateFromError(): Partial<State> {
    return { broken: true };
  }

  static getDerivedStateFromProps(props: Props, state: State): Partial<State> | null {
    return state.failed === props.of ? null : { failed: props.of, broken: false };
  }

  override render(): ReactNode {
    return this.state.broken ? this.props.fallback : this.props.children;
  }
}
