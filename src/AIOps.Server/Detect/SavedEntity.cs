using AIOps.Contracts.Events;
using AIOps.Detection.Entities;

namespace AIOps.Server.Detect;

/// <summary>What a checkpoint keeps of an entity whose metrics are judged together.</summary>
/// <param name="Entity">The entity.</param>
/// <param name="Series">Its series by their number, as 16 hexadecimal digits; empty while no anomaly is open.</param>
/// <param name="Watch">What is known of them together.</param>
/// <param name="Open">The anomaly that is open on the entity.</param>
internal sealed record SavedEntity(string Entity, IReadOnlyList<string> Series, EntityWatchState Watch, Anomaly? Open);
