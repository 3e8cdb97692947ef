/** Photos by the hash of their bytes. */
import { address, sendBytes } from "./http";

export const photoAddress = (sha256: string, size?: "thumb" | "screen") =>
  address(`/photos/${sha256}`, size ? { size } : {});

export const uploadPhoto = (file: File) => sendBytes<{ sha256: string; bytes: number }>("/photos", file);
