//! Lists from the offices, read and checked as a whole before anything changes.
//!
//! Every function takes the bytes of a file and answers either all its rows or all its problems: somebody who typed two
//! hundred lines wants to hear of all the slips at once. Nothing is written here and nothing is half resolved.
