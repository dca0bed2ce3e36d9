// What is submitted, from how far the runs are and what is queued.
import Slurm
import Testing
