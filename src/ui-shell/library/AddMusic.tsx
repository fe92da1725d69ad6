/** Adding music: files, or a folder with all that is in it. Thread: main. */
import { createSignal, type JSX, Show } from 'solid-js';
import { Key } from '../controls/Key.tsx';
import { useDesk } from '../state/desk.ts';
import { Menu, type MenuRequest, placeOf } from './Menu.tsx';

const ACCEPT = 'audio/*,.mp3,.flac,.wav,.aif,.aiff,.ogg,.oga,.opus,.m4a,.aac,.mp4';

/** The part of the window that TypeScript's library does not declare yet; not every browser has it. */
interface FolderChooser {
  showDirectoryPicker?(options: { id: string; mode: 'read' }): Promise<FileSystemDirectoryHandle>;
}

export function AddMusic(): JSX.Element {
  const desk = useDesk();
  const { imports } = desk.studio;
  const [menu, setMenu] = createSignal<MenuRequest | null>(null);
  let files!: HTMLInputElement;
  let folder!: HTMLInputElement;
  /** A folder of the browser's own dialogue stays where it is; without that dialogue its files are copied. */
  const chooseFolder = (): void => {
    const browser = globalThis as FolderChooser;
    if (browser.showDirectoryPicker === undefined) {
      folder.click();
      return;
    }
    const adding = browser.showDirectoryPicker({ id: 'music', mode: 'read' }).then(
      (chosen) => imports.addFolder(chosen),
      (error: unknown) => {
        if (!(error instanceof DOMException && error.name === 'AbortError')) throw error;
      },
    );
    desk.attempt(adding, 'The folder');
  };
  const openMenu = (event: Event): void => {
    const element = event.currentTarget instanceof Element ? event.currentTarget : document.body;
    const at = event instanceof MouseEvent || event instanceof KeyboardEvent ? placeOf(event, element) : { x: 0, y: 0 };
    const items = [
      { label: 'Files …', act: () => files.click() },
      { label: 'Folder …', act: chooseFolder },
    ];
    setMenu({ name: 'Add music', items, ...at });
  };
  const chosenIn = (input: HTMLInputElement): File[] => {
    const chosen = [...(input.files ?? [])];
    input.value = '';
    return chosen;
  };
  return (
    <>
      <Key
        name="Add music"
        class="is-wide"
        expanded={menu() !== null}
        title="Files, or a folder with all that is in it"
        onPress={(_, event) => openMenu(event)}
      >
        Add music
      </Key>
      <input
        ref={files}
        type="file"
        multiple
        hidden
        accept={ACCEPT}
        aria-label="Music files"
        onChange={(event) => {
          const chosen = chosenIn(event.currentTarget);
          if (chosen.length > 0) desk.attempt(imports.addFiles(chosen), 'The files');
        }}
      />
      <input
        ref={(element) => {
          folder = element;
          element.webkitdirectory = true;
        }}
        type="file"
        hidden
        aria-label="Music folder"
        onChange={(event) => {
          const chosen = chosenIn(event.currentTarget);
          if (chosen.length > 0) desk.attempt(imports.addFolderFiles(chosen), 'The folder');
        }}
      />
      <Show when={menu()} keyed>
        {(request) => <Menu request={request} onClose={() => setMenu(null)} />}
      </Show>
    </>
  );
}
