package io.outrider.engine;

/** How the rows of a pass are dealt among those who read context; all lengths are in rows. */
enum Shares {
    /** Whoever came first gets all that it lacks, so that it begins as early as it can. */
    OLDEST_FIRST {
        @Override
        int[] of(int[] pending, int room) {
            int[] shares = new int[pending.length];
            int left = room;
            for (int i = 0; i < pending.length; i++) {
                shares[i] = Math.min(pending[i], left);
                left -= shares[i];
            }
            return shares;
        }
    },

    /**
     * As even as possible. Where one more pass will end all of them, nobody ends in this one: who
     * did would write one token and then stand still while the others are read.
     */
    EVENLY {
        @Override
        int[] of(int[] pending, int room) {
            long all = 0;
            for (int each : pending) {
                all += each;
            }
            int heldBack = all > room && all <= 2L * room ? 1 : 0;
            int[] shares = new int[pending.length];
            int left = room;
            boolean somebodyWants = true;
            while (left > 0 && somebodyWants) {
                somebodyWants = false;
                int wanting = 0;
                for (int i = 0; i < pending.length; i++) {
                    wanting += shares[i] < pending[i] - heldBack ? 1 : 0;
                }
                int each = Math.max(1, left / Math.max(1, wanting));
                for (int i = 0; i < pending.length && left > 0; i++) {
                    int more = Math.min(Math.min(each, left), pending[i] - heldBack - shares[i]);
                    if (more > 0) {
                        shares[i] += more;
                        left -= more;
                        somebodyWants = true;
                    }
                }
            }
            return shares;
        }
    };

    /**
     * @param pending what each one lacks, the oldest first
     * @param room rows to deal
     * @return what each one gets
     */
    abstract int[] of(int[] pending, int room);
}
