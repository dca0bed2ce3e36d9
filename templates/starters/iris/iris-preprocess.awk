# Splits a CSV file (a header, then rows of numbers and a class name) into train.csv and test.csv in
# the folder `out`: 70 % and 30 % of every class, drawn with `seed`, the numbers standardised.
# Rows of train.csv are `fold,class,numbers..` and those of test.csv `0,class,numbers..`.
#
#     awk -v seed=1 -v out=folder -f preprocess.awk iris.csv

# A generator of our own: rand() gives other numbers in every awk.
function random() {
    state = (state * 16807) % 2147483647
    return state / 2147483647
}

function write(file, fold, row,    column, line) {
    line = fold "," class[row]
    for (column = 1; column < columns; column++)
        line = line sprintf(",%.6f", (value[row, column] - mean[column]) / deviation[column])
    print line > file
}

BEGIN {
    FS = ","
    folds = 5
    state = seed * 7919 % 2147483646 + 1
}

{ sub(/\r$/, "") }

NR == 1 { columns = NF; next }

NF == columns {
    if (!($NF in number)) number[$NF] = ++classes
    rows++
    class[rows] = number[$NF]
    member[number[$NF], ++size[number[$NF]]] = rows
    for (column = 1; column < columns; column++) value[rows, column] = $column
}

END {
    if (rows < 2) exit 1
    for (c = 1; c <= classes; c++) {
        for (i = size[c]; i > 1; i--) {
            j = int(random() * i) + 1
            row = member[c, i]; member[c, i] = member[c, j]; member[c, j] = row
        }
        for (i = 1; i <= size[c]; i++) {
            held_out = i > 0.7 * size[c]
            fold[member[c, i]] = held_out ? 0 : (i - 1) % folds + 1
            train_rows += !held_out
        }
    }

    # Mean and deviation of the training rows only: nothing is learnt from the test rows.
    for (column = 1; column < columns; column++) {
        sum = squares = 0
        for (row = 1; row <= rows; row++) if (fold[row]) sum += value[row, column]
        mean[column] = sum / train_rows
        for (row = 1; row <= rows; row++)
            if (fold[row]) squares += (value[row, column] - mean[column]) ^ 2
        deviation[column] = squares > 0 ? sqrt(squares / train_rows) : 1
    }

    for (row = 1; row <= rows; row++)
        write(out "/" (fold[row] ? "train.csv" : "test.csv"), fold[row], row)
    printf "%d rows of %d classes: %d to train on, in %d folds, and %d to test\n", \
        rows, classes, train_rows, folds, rows - train_rows
}
