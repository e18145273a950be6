namespace AIOps.Detection.Metrics;

/// <summary>The two knots of a day's path beside a time, and how far it is on the way from the left one to the right one (0 to 1).</summary>
internal readonly record struct DayKnots(int Left, int Right, double Share);
