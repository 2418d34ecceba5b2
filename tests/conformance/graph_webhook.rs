//! What Microsoft posts, at one webhook of ours: calls, notifications, activities (RS-60 to RS-68).

use crate::graph_world::World;

#[tokio::test(flavor = "multi_thread")]
async fn rs_60_only_signed_callbacks_move_a_call() {
    use teams_cc_emulator::{Fault, Place, Rule};
    let world = World::new().await;
    for fault in [Fault::WrongAudience, Fault::WrongSignature, Fault::ExpiredToken, Fault::NoToken]
    {
        world.teams.faults().add(Rule::once(Place::Callback, fault).on("created"));
    }
    for _ in 0..4 {
        world.user("adele").calls_bot(world.app).unwrap().ended();
    }
    let (_, call) = world.rings("diego").await;
    assert_eq!(call.from(), Some(teams_cc_core::Address::TeamsUser(world.user("diego").id())));
}
