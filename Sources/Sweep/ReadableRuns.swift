// The files of a run for whoever reads them: those in its folder, or what a pack holds of it, in a folder that
// is there as long as somebody reads. Knows nothing of what is in the files.
import Graph
import Running
import System

extension Layout {
    /// The files of a run that can be read like any. Where they cannot be taken out of the pack, on a full
    /// disk, there are none.
    package func readable(_ place: RunPlace, _ plan: Plan) -> ChainFiles {
        guard let packed = place.packed else {
            // While it runs, its folder may be on this node's own disk.
            guard let scratch = plan.packing?.scratchFolder(dist: plan.dist),
                fileStatus(place.files.folder) == nil, place.files.folder.hasPrefix(trained + "/")
            else { return place.files }
            let id = place.files.folder.dropFirst(trained.utf8.count + 1)
            return place.files.moved(to: "\(scratch)/\(id)")
        }
        return (try? Unpacking.unpackBriefly(packed, self, plan)) ?? place.files
    }

    /// The same of a run by its id.
    package func readable(_ id: String, _ plan: Plan) -> ChainFiles {
        readable(RunPlaces(self).place(id), plan)
    }
}
