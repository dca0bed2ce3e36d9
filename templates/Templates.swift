// The texts that hpmake emits and does not compute, as they stand in the folders beside this file.
// Knows nothing of what is put around them.

/// The embedded texts.
package enum Templates {
    /// The part of a Makefile that is the same for every sweep.
    package static var makeRules: [UInt8] { PackageResources.rules_mk }
}
