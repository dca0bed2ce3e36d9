// The variables that are given to make on its command line, and are meant for hpmake.
// Knows nothing of what they mean.
import System

/// A variable that was given on make's command line; nil where it was not. One of the same name in
/// the environment is the user's, and for what the user runs.
package func makeVariable(_ name: String) -> String? {
    givenToMake.contains(name) ? environmentVariable(name) : nil
}

/// The names of those that were given; the Makefile tells them.
let givenToMake = (environmentVariable("HPMAKE_GIVEN") ?? "").split(separator: " ").map(String.init)
