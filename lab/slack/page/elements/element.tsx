import type { ReactNode } from 'react';

import { string } from '../blocks/json.js';
import { ButtonElement } from './button.js';
import { ChoicesElement } from './choices.js';
import { OverflowElement } from './overflow.js';
import { PickerElement } from './picker.js';
import { SelectElement } from './select.js';
import type { ElementPlace } from './surface.js';
import { TextInputElement } from './text-input.js';

/** An interactive element, by its type. */
export function ElementView({ at }: { readonly at: ElementPlace }): ReactNode {
  const type = string(at.element['type']);
  switch (type) {
    case 'button':
    case 'workflow_button':
      return <ButtonElement at={at} />;
    case 'overflow':
      return <OverflowElement at={at} />;
    case 'checkboxes':
    case 'radio_buttons':
      return <ChoicesElement at={at} />;
    case 'datepicker':
    case 'timepicker':
    case 'datetimepicker':
      return <PickerElement at={at} />;
    case 'image':
      return (
        <ImageElement url={string(at.element['image_url'])} alt={string(at.element['alt_text'])} />
      );
    default:
      if (type.endsWith('_input')) return <TextInputElement at={at} />;
      if (type.endsWith('_select')) return <SelectElement at={at} />;
      return <span className="unsupported">This page does not show “{type}” elements.</span>;
  }
}

function ImageElement(props: { readonly url: string; readonly alt: string }): ReactNode {
  return <img className="element-image" src={props.url} alt={props.alt} />;
}
