// The texts that hpmake emits and does not compute, as they stand in the folders beside this file.
// Knows nothing of what is put around them.

/// The embedded texts.
package enum Templates {
    /// The part of a Makefile that is the same for every sweep.
    package static var makeRules: [UInt8] { PackageResources.rules_mk }

    /// The part of a submission to Slurm that is the same for every sweep.
    package static var slurmSubmission: [UInt8] { PackageResources.submit_sh }

    /// What a job of a submission runs.
    package static var slurmJob: [UInt8] { PackageResources.job_sh }

    /// The style sheet of the report.
    package static var reportStyle: [UInt8] {
        PackageResources.page_css + PackageResources.figures_css
    }

    /// The script of the report: its files one after another in a scope of their own, each after those
    /// that it uses, and `main.js` last.
    package static var reportScript: [UInt8] {
        let files = [
            PackageResources.elements_js, PackageResources.numbers_js, PackageResources.columns_js,
            PackageResources.configurations_js, PackageResources.patterns_js,
            PackageResources.terms_js, PackageResources.filter_js,
            PackageResources.store_js, PackageResources.scale_js, PackageResources.frame_js,
            PackageResources.brush_js, PackageResources.controls_js, PackageResources.table_js,
            PackageResources.details_js, PackageResources.scatter_js, PackageResources.parallel_js,
            PackageResources.slices_js, PackageResources.map_js, PackageResources.history_js,
            PackageResources.curves_js, PackageResources.timeline_js, PackageResources.main_js,
        ]
        return Array("\n(() => {\n\"use strict\";\n".utf8) + files.flatMap { $0 }
            + Array("})();\n".utf8)
    }

    /// Reads YAML for an import, in the user's own Python.
    package static var yamlReader: [UInt8] { PackageResources.read_yaml_py }

    /// The topics of the manual, in the order in which one reads them: Markdown, whose first line is the title.
    package static var topics: [(name: String, text: [UInt8])] {
        [
            ("spec", PackageResources.spec_md),
            ("placeholders", PackageResources.placeholders_md),
            ("metrics", PackageResources.metrics_md),
            ("trainers", PackageResources.trainers_md),
            ("search", PackageResources.search_md),
            ("makefile", PackageResources.makefile_md),
            ("records", PackageResources.records_md),
            ("slots", PackageResources.slots_md),
            ("launchers", PackageResources.launchers_md),
            ("slurm", PackageResources.slurm_md),
            ("results", PackageResources.results_md),
            ("figures", PackageResources.figures_md),
            ("report", PackageResources.report_md),
            ("recipes", PackageResources.recipes_md),
            ("benchmarks", PackageResources.benchmarks_md),
            ("hacking", PackageResources.hacking_md),
            ("changelog", PackageResources.changelog_md),
        ]
    }

    /// The text of a topic; nil where there is none of this name.
    package static func topic(_ name: String) -> [UInt8]? { topics.first { $0.name == name }?.text }

    /// A project to begin with.
    package struct Starter: Sendable {
        package let name: String
        /// One line: what it is, and what it needs.
        package let summary: String
        /// By the names that they get.
        package let files: [(name: String, content: [UInt8])]
    }

    /// The starters, the one of the demo first.
    package static var starters: [Starter] {
        [
            Starter(
                name: "iris", summary: "a small neural network in awk; needs only make and awk",
                files: [
                    ("README.md", PackageResources.iris_README_md),
                    ("space.json", PackageResources.iris_space_json),
                    ("preprocess.awk", PackageResources.iris_preprocess_awk),
                    ("train.awk", PackageResources.iris_train_awk),
                    ("iris.csv", PackageResources.iris_csv),
                ]),
            Starter(
                name: "sklearn", summary: "three kinds of classifiers in Python with scikit-learn",
                files: [
                    ("README.md", PackageResources.sklearn_README_md),
                    ("space.json", PackageResources.sklearn_space_json),
                    ("preprocess.py", PackageResources.sklearn_preprocess_py),
                    ("train.py", PackageResources.sklearn_train_py),
                ]),
            Starter(
                name: "halving",
                summary: "many networks for an epoch, the best for 27; Python with scikit-learn",
                files: [
                    ("README.md", PackageResources.halving_README_md),
                    ("space.json", PackageResources.halving_space_json),
                    ("train.py", PackageResources.halving_train_py),
                ]),
        ]
    }
}
