/**
 * `public/kernels/current.json`: which kernel and stretcher the app plays on. Their ids stand in every session log.
 * Thread: any; pure data.
 */
export interface KernelManifest {
  /** `KERNEL_ABI` of the shell this pair was built for. */
  readonly abi: number;
  readonly kernel: KernelFile;
  readonly stretcher: KernelFile;
}

export interface KernelFile {
  /** First 12 hex digits of the module's SHA-256. */
  readonly id: string;
  /** Path below `kernels/`. */
  readonly file: string;
  readonly bytes: number;
}
