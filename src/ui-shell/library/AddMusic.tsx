/** Adding music: files, or a folder with all that is in it. Thread: main. */
import { createSignal, type JSX, Show } from 'solid-js';
import { useDesk } from '../state/desk.ts';
import { Menu, type MenuRequest } from './Menu.tsx';

const ACCEPT = 'audio/*,.mp3,.flac,.wav,.aif,.aiff,.ogg,.oga,.opus,.m4a,.aac,.mp4';

/** Between the key and its menu, which must not cover it. */
const GAP_PX = 4;

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
  const openMenu = (button: Element): void => {
    const { left, bottom } = button.getBoundingClientRect();
    const items = [
      { label: 'Files …', act: () => files.click() },
      { label: 'Folder …', act: chooseFolder },
    ];
    setMenu({ name: 'Add music', items, x: left, y: bottom + GAP_PX });
  };
  const chosenIn = (input: HTMLInputElement): File[] => {
    const chosen = [...(input.files ?? [])];
    input.value = '';
    return chosen;
  };
  return (
    <>
      <button
        type="button"
        class="key is-wide"
        aria-label="Add music"
        aria-haspopup="menu"
        aria-expanded={menu() !== null}
        title="Files, or a folder with all that is in it"
        onClick={(event) => openMenu(event.currentTarget)}
      >
        Add music
      </button>
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
