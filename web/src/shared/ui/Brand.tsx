interface BrandMarkProps {
  /** Edge in pixels. */
  size: number;
}

/** The sign of the product: a boat's line along the water. */
export function BrandMark({ size }: BrandMarkProps) {
  return <img src="/favicon.svg" alt="" width={size} height={size} />;
}
