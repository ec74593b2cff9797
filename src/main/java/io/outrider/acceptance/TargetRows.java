package io.outrider.acceptance;

/** The agreement on how many target rows belong to a draft. */
final class TargetRows {
    private TargetRows() {}

    /** Whether the target has a row for the bonus. */
    static boolean haveBonus(int rows, int drafted) {
        if (rows == 0 || (rows != drafted && rows != drafted + 1)) {
            throw new IllegalArgumentException(rows + " target rows for a draft of " + drafted);
        }
        return rows > drafted;
    }
}
