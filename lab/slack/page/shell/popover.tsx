import { type ReactNode, type RefObject, useEffect, useLayoutEffect, useRef } from 'react';

interface PopoverProps {
  readonly anchor: RefObject<HTMLElement | null>;
  readonly className?: string;
  readonly align?: 'start' | 'end';
  readonly children: ReactNode;
  readonly onClose: () => void;
}

const GAP = 4;

/** A menu over everything else, at its anchor; Escape or a click elsewhere closes it. */
export function Popover({ anchor, className, align, children, onClose }: PopoverProps): ReactNode {
  const ref = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const menu = ref.current;
    const place = anchor.current?.getBoundingClientRect();
    if (menu === null || place === undefined) return;
    menu.showPopover();
    menu.querySelector<HTMLElement>('input, [role="menuitem"]')?.focus();
    const size = menu.getBoundingClientRect();
    const left = align === 'end' ? place.right - size.width : place.left;
    const below = place.bottom + GAP + size.height <= innerHeight;
    menu.style.left = `${Math.max(GAP, Math.min(left, innerWidth - size.width - GAP))}px`;
    menu.style.top = `${below ? place.bottom + GAP : Math.max(GAP, place.top - GAP - size.height)}px`;
  }, [anchor, align]);
  useEffect(() => {
    const menu = ref.current;
    const closed = (event: Event): void => {
      if (event instanceof ToggleEvent && event.newState === 'closed') onClose();
    };
    menu?.addEventListener('toggle', closed);
    return () => {
      menu?.removeEventListener('toggle', closed);
    };
  }, [onClose]);
  return (
    <div ref={ref} popover="auto" className={`popover ${className ?? ''}`}>
      {children}
    </div>
  );
}
