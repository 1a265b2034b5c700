import { type RefObject, useCallback, useEffect, useRef, useState } from 'react';

export interface Stick {
  readonly scroller: RefObject<HTMLDivElement | null>;
  readonly content: RefObject<HTMLDivElement | null>;
  /** Whether the newest is in sight. */
  readonly atEnd: boolean;
  readonly toEnd: () => void;
}

const NEAR_PX = 40;

/** Keeps the newest in sight as long as the reader has not scrolled away from it. */
export function useStick(): Stick {
  const scroller = useRef<HTMLDivElement>(null);
  const content = useRef<HTMLDivElement>(null);
  const stuck = useRef(true);
  const [atEnd, setAtEnd] = useState(true);

  const toEnd = useCallback(() => {
    stuck.current = true;
    scroller.current?.scrollTo({ top: scroller.current.scrollHeight });
  }, []);

  useEffect(() => {
    const box = scroller.current;
    const inner = content.current;
    if (box === null || inner === null) return;
    const read = (): void => {
      const near = box.scrollHeight - box.scrollTop - box.clientHeight < NEAR_PX;
      stuck.current = near;
      setAtEnd(near);
    };
    const follow = new ResizeObserver(() => {
      if (stuck.current) toEnd();
      else read();
    });
    follow.observe(inner);
    follow.observe(box);
    box.addEventListener('scroll', read, { passive: true });
    return () => {
      follow.disconnect();
      box.removeEventListener('scroll', read);
    };
  }, [toEnd]);

  return { scroller, content, atEnd, toEnd };
}
