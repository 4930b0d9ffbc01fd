// Generated from proto/backbeat/v1 by tools/generate_panel_contract.py. Not to be edited.
//
// Messages as the engine's JSON has them: it prints default values, so only messages, members of a
// oneof and `optional` fields can be absent. 64-bit integers are strings, bytes are base64.

export type ClipOrder = "CLIP_ORDER_UNSPECIFIED" | "CLIP_ORDER_GIVEN" | "CLIP_ORDER_SHUFFLED";
export type ClipSound = "CLIP_SOUND_UNSPECIFIED" | "CLIP_SOUND_NONE" | "CLIP_SOUND_KEPT";
export type CodeState = "CODE_STATE_UNSPECIFIED" | "CODE_STATE_WAITING" | "CODE_STATE_USED" | "CODE_STATE_EXPIRED" | "CODE_STATE_REFUSED" | "CODE_STATE_REPLACED";
export type CrossfadeCurve = "CROSSFADE_CURVE_UNSPECIFIED" | "CROSSFADE_CURVE_EQUAL_POWER" | "CROSSFADE_CURVE_EQUAL_GAIN";
export type CutAction = "ACTION_UNSPECIFIED" | "ACTION_MOVED" | "ACTION_KEPT" | "ACTION_SKIPPED" | "ACTION_THROUGH_EDIT";
export type Drum = "DRUM_UNSPECIFIED" | "DRUM_KICK" | "DRUM_SNARE" | "DRUM_ONSET";
export type Editor = "EDITOR_UNSPECIFIED" | "EDITOR_RESOLVE" | "EDITOR_PREMIERE";
export type EnergyLevel = "ENERGY_LEVEL_UNSPECIFIED" | "ENERGY_LEVEL_LOW" | "ENERGY_LEVEL_MEDIUM" | "ENERGY_LEVEL_HIGH";
export type FileKind = "FILE_KIND_UNSPECIFIED" | "FILE_KIND_EDIT" | "FILE_KIND_SOUND" | "FILE_KIND_VIDEO" | "FILE_KIND_RESULT";
export type ItemKind = "ITEM_KIND_UNSPECIFIED" | "ITEM_KIND_CLIP" | "ITEM_KIND_COMPOUND" | "ITEM_KIND_TRANSITION" | "ITEM_KIND_GENERATOR";
export type JobState = "JOB_STATE_UNSPECIFIED" | "JOB_STATE_QUEUED" | "JOB_STATE_RUNNING" | "JOB_STATE_SUCCEEDED" | "JOB_STATE_FAILED" | "JOB_STATE_CANCELLED" | "JOB_STATE_INTERRUPTED";
export type LinkedSound = "LINKED_SOUND_UNSPECIFIED" | "LINKED_SOUND_SPLIT" | "LINKED_SOUND_SKIP";
export type MarkerChoice = "MARKER_CHOICE_UNSPECIFIED" | "MARKER_CHOICE_BEATS" | "MARKER_CHOICE_DOWNBEATS" | "MARKER_CHOICE_NONE";
export type MusicFit = "MUSIC_FIT_UNSPECIFIED" | "MUSIC_FIT_WINDOW" | "MUSIC_FIT_EDIT";
export type Origin = "ORIGIN_UNSPECIFIED" | "ORIGIN_DETECTED" | "ORIGIN_USER";
export type SlotRole = "SLOT_ROLE_UNSPECIFIED" | "SLOT_ROLE_SECTION" | "SLOT_ROLE_PHRASE" | "SLOT_ROLE_DROP" | "SLOT_ROLE_BUILD" | "SLOT_ROLE_BREAKDOWN" | "SLOT_ROLE_ACCENT";
export type SnapMode = "SNAP_MODE_UNSPECIFIED" | "SNAP_MODE_ROLL" | "SNAP_MODE_RIPPLE" | "SNAP_MODE_SLIP" | "SNAP_MODE_RETIME";
export type SnapTarget = "SNAP_TARGET_UNSPECIFIED" | "SNAP_TARGET_BEATS" | "SNAP_TARGET_MARKERS";
export type SongMatch = "SONG_MATCH_UNSPECIFIED" | "SONG_MATCH_PATH" | "SONG_MATCH_FILE_NAME" | "SONG_MATCH_CLIP_NAME" | "SONG_MATCH_STEM" | "SONG_MATCH_DURATION" | "SONG_MATCH_GIVEN" | "SONG_MATCH_ASSUMED";
export type SoundReference = "SOUND_REFERENCE_UNSPECIFIED" | "SOUND_REFERENCE_SONG" | "SOUND_REFERENCE_BEATS";
export type SyncVerdict = "SYNC_VERDICT_UNSPECIFIED" | "SYNC_VERDICT_IN_SYNC" | "SYNC_VERDICT_OUT_OF_SYNC" | "SYNC_VERDICT_CANNOT_TELL" | "SYNC_VERDICT_ANOTHER_VOICE";
export type TempoScale = "TEMPO_SCALE_UNSPECIFIED" | "TEMPO_SCALE_HALF" | "TEMPO_SCALE_DOUBLE";
export type Transitions = "TRANSITIONS_UNSPECIFIED" | "TRANSITIONS_PHRASES" | "TRANSITIONS_NONE";
export type Unsure = "UNSURE_UNSPECIFIED" | "UNSURE_NO_BEAT" | "UNSURE_TEMPO" | "UNSURE_WANDERING" | "UNSURE_BARS";
export type WhenLonger = "WHEN_LONGER_UNSPECIFIED" | "WHEN_LONGER_CUT" | "WHEN_LONGER_BOUNCE" | "WHEN_LONGER_LOOP" | "WHEN_LONGER_FREEZE" | "WHEN_LONGER_STRETCH";
export interface Accent {
  timeS: number;
  strength: number;
  origin: Origin;
}
export interface AlignRequest {
  referencePath: string;
  otherPaths: string[];
  outputPath: string;
  fixedFolder: string;
  method: string;
  clap: boolean;
  rate: string;
  reportPaths: string[];
  overwrite: boolean;
}
export interface AlignResult {
  schemaVersion: number;
  referencePath: string;
  referenceSha256: string;
  recordings: AlignedRecording[];
  outputPath: string;
  warnings: string[];
  writtenBy: string;
}
export interface AlignedPiece {
  startS: number;
  endS: number;
  offsetS: number;
  driftPpm: number;
  confidence: number;
}
export interface AlignedRecording {
  path: string;
  sha256: string;
  durationS: number;
  placed: boolean;
  pieces: AlignedPiece[];
  method: string;
  device: string;
  fixedPath: string;
  pictureDelayMs?: number;
  reason: string;
}
export interface AssembledEdit {
  path: string;
  syncMapPath: string;
  reportPath: string;
  previewPath: string;
  syncMap?: SyncMap;
}
export interface AssembledFormat {
  title: string;
  width: number;
  height: number;
  clipSound: boolean;
  clipSoundDb: number;
  forEditor: Editor;
  pattern: string;
  pace: number;
  seed: string;
  variant: number;
  musicFadeInS: number;
  musicFadeOutS: number;
}
export interface AudioReactive {
  track: string;
  beatActions?: BeatActions;
  energyMapping?: EnergyWords;
  phraseTransitions: string;
}
export interface Beat {
  timeS: number;
  bar: number;
  beat: number;
  confidence: number;
  origin: Origin;
  kick: number;
  snare: number;
}
export interface BeatAction {
  beat: number;
  timeS: number;
  action: string;
}
export interface BeatActions {
  downbeat: string;
  upbeat: string;
  accent: string;
}
export interface BeatOptions {
  tracker: string;
  beatsPerBar: number;
  tempoBpm: number;
  minTempoBpm: number;
  maxTempoBpm: number;
  firstDownbeatS?: number;
  fixedGrid: boolean;
  tempoScale: TempoScale;
  edits?: MusicEdits;
  shiftBars: number;
  shiftBeats: number;
  tapsS: number[];
}
export interface BeatsRequest {
  path: string;
  outputPath: string;
  options?: BeatOptions;
  plotPath: string;
  overwrite: boolean;
}
export interface BlendShape {
  name: string;
  weight: number;
}
export interface Build {
  startS: number;
  endS: number;
}
export interface CancelJobRequest {
  name: string;
}
export interface ChannelLevel {
  place: string;
  truePeakDbtp?: number;
  samplePeakDbfs?: number;
  dc: number;
  clippedRuns: number;
}
export interface ChoiceCost {
  name: string;
  cost: number;
}
export interface CodeLook {
  state: CodeState;
}
export interface ConformedCue {
  number: string;
  outcome: string;
  oldTimeS: number;
  newTimesS: number[];
  description: string;
  reason: string;
}
export interface CueEvidence {
  kind: string;
  confidence: number;
  detail: string;
  timeS: number;
}
export interface Cut {
  track: string;
  index: number;
  fromFrame: number;
  toFrame: number;
  beatTimeS?: number;
  bar: number;
  beat: number;
  errorMs?: number;
  action: CutAction;
  reason: string;
  timecode: string;
  outgoing: string;
  incoming: string;
  event?: number;
}
export interface CutDecision {
  track: string;
  index: number;
  toFrame?: number;
}
export interface CutRequest {
  paths: string[];
  musicPath: string;
  outputPath: string;
  beats?: BeatOptions;
  pacing?: PacingOptions;
  material?: MaterialOptions;
  length?: LengthOptions;
  rate?: FrameRate;
  width: number;
  height: number;
  forEditor: Editor;
  overwrite: boolean;
  previewPath: string;
  dryRun: boolean;
  variants: number;
  editPath: string;
  replacements: Replacement[];
  syncMapPath: string;
  planPath: string;
  mediaPaths?: MediaPaths;
}
export interface CutResult {
  edits: AssembledEdit[];
  clips: MaterialClip[];
  warnings: string[];
  missed: string;
}
export interface Delivered {
  path: string;
  preset: string;
  sha256: string;
  container: string;
  codec: string;
  bitDepth: number;
  bitrateKbps: number;
  before?: LoudnessReport;
  after?: LoudnessReport;
  targetLufs?: number;
  ceilingDbtp?: number;
  toleranceLu: number;
  gainDb: number;
  maxReductionDb: number;
  gainLowDb: number;
  gainHighDb: number;
  outsideTruePeakDbtp?: number;
  rounds: number;
  met: boolean;
  missed: string;
  notes: string[];
  shiftMs: number;
  tracksCopied: number;
  picturePackets: string;
  pictureIdentical: boolean;
  clippedSamples: string;
  tracks: number[];
  targetRmsDbfs?: number;
  targetPeakDbtp?: number;
  leadS: number;
  writtenBy: string;
}
export interface Delivery {
  outputPath: string;
  preset: string;
  integratedLufs?: number;
  truePeakDbtp?: number;
  codec: string;
  sampleRateHz: number;
  bitDepth: number;
  bitrateKbps: number;
  layout: string;
  maxReductionDb: number;
  highPassHz: number;
  lraMaxLu: number;
  logPath: string;
  noCeiling: boolean;
  momentaryMaxLufs?: number;
  shortTermMaxLufs?: number;
  peakDbtp?: number;
}
export interface Drop {
  timeS: number;
  bar: number;
  gainLu: number;
}
export interface DubRequest {
  path: string;
  dubPath: string;
  scriptPath: string;
  outputPath: string;
  language: string;
  tracks: DubTrack[];
  maxStretchPercent: number;
  noLips: boolean;
  backend: string;
  ambienceDb: number;
  noAmbience: boolean;
  voice: string;
  translation: string;
  reportPaths: string[];
  commercial: boolean;
  consent: string;
  overwrite: boolean;
  effectsPath: string;
  originalLanguage: string;
}
export interface DubResult {
  schemaVersion: number;
  path: string;
  sourcePath: string;
  sourceSha256: string;
  outputPath: string;
  languages: DubbedLanguage[];
  reportPaths: string[];
  warnings: string[];
  durationS: number;
  originalLanguage: string;
  ambience: string;
  ambienceMadeShare: number;
  musicShare: number;
  mark: string;
  consent: string;
  writtenBy: string;
}
export interface DubTrack {
  language: string;
  dubPath: string;
  scriptPath: string;
  voice: string;
}
export interface DubbedLanguage {
  language: string;
  languageGuessed: boolean;
  lines: DubbedLine[];
  soundPath: string;
  offsetMs?: number;
  closureRate?: number;
  backend: string;
  syntheticVoice: boolean;
  voiceLicence: string;
  watermark: boolean;
  voice: string;
  originalLufs?: number;
  lufs?: number;
  videoPath: string;
}
export interface DubbedLine {
  number: number;
  startS: number;
  endS: number;
  speaker: number;
  originalText: string;
  text: string;
  placedS: number;
  placedEndS: number;
  stretch: number;
  problem: string;
  offsetMs: number;
  sourcePath: string;
  sourceStartS: number;
  sourceEndS: number;
  gainDb: number;
}
export interface EditView {
  name: string;
  rate?: FrameRate;
  startTimecode: string;
  dropFrame: boolean;
  durationFrames: number;
  tracks: TrackView[];
  markers: MarkerView[];
  music: MusicCandidate[];
}
export interface EffectsCoverage {
  events: number;
  covered: number;
  seconds: number;
  secondsCovered: number;
  missing: UncoveredSound[];
  unsure: string;
}
export interface Emphasis {
  timeS: number;
  strength: number;
}
export interface Energy {
  rateHz: number;
  lufs: number[];
  momentaryLufs: number[];
  spans: EnergySpan[];
}
export interface EnergyEdit {
  startS: number;
  endS: number;
  gainLu: number;
  level: EnergyLevel;
}
export interface EnergySpan {
  startS: number;
  endS: number;
  level: EnergyLevel;
  origin: Origin;
}
export interface EnergyWords {
  low: string;
  medium: string;
  high: string;
}
export interface EngineInfo {
  version: string;
  serverId: string;
  versions: Record<string, string>;
  capabilities: string[];
  executionProviders: string[];
  models: Model[];
  trackers: string[];
  loudnessPresets: string[];
  lipSyncBackends: string[];
}
export interface EngineInfoVersionsEntry {
  key: string;
  value: string;
}
export interface FaceVoice {
  face: number;
  speechPath: string;
  speechStartS: number;
}
export interface Folder {
  path: string;
  parent: string;
  entries: FolderEntry[];
  truncated: boolean;
}
export interface FolderEntry {
  name: string;
  path: string;
  isFolder: boolean;
  kind: FileKind;
}
export interface FoleyAdaptRequest {
  paths: string[];
  reset: boolean;
}
export interface FoleyAdaptResult {
  schemaVersion: number;
  paths: string[];
  impacts: number;
  fBefore: number;
  fAfter: number;
  kept: boolean;
  reason: string;
  detectorSha256: string;
  writtenBy: string;
}
export interface FoleyConformRequest {
  oldPath: string;
  newPath: string;
  outputPath: string;
  foleyPath: string;
  reportPaths: string[];
  cueSheetPath: string;
  overwrite: boolean;
}
export interface FoleyConformResult {
  schemaVersion: number;
  oldPath: string;
  newPath: string;
  outputPath: string;
  cues: ConformedCue[];
  kept: number;
  moved: number;
  cut: number;
  split: number;
  review: number;
  reportPaths: string[];
  cueSheetPath: string;
  warnings: string[];
  writtenBy: string;
}
export interface FoleyCue {
  number: string;
  timeS: number;
  frame: string;
  timecode: string;
  endS: number;
  kind: string;
  layer: string;
  ucs: string;
  description: string;
  surface: string;
  evidence: CueEvidence[];
  confidence: number;
  placed: boolean;
  sound?: FoleySound;
  alternatives: FoleySound[];
  clip: string;
  mediaPath: string;
  mediaTimeS: number;
  track: string;
  gainDb: number;
  hitErrorMs?: number;
  problem: string;
  clipStartS: number;
  clipEndS: number;
  fileStartS: number;
}
export interface FoleyLayer {
  layer: string;
  sounds: number;
  lufs?: number;
  lowLufs: number;
  highLufs: number;
  truePeakDbtp: number;
}
export interface FoleyRequest {
  path: string;
  outputPath: string;
  cuePaths: string[];
  spot: string[];
  placeFrom: number;
  spotOnly: boolean;
  libraryPaths: string[];
  sources: string[];
  commercial: boolean;
  seed: number;
  swaps: SoundSwap[];
  surface: string;
  shoe: string;
  ambience: string;
  perspective: boolean;
  levelDb: number;
  stemPath: string;
  mixPath: string;
  cueSheetPath: string;
  creditsPath: string;
  reportPaths: string[];
  recogniserPath: string;
  mappingPath: string;
  unadapted: boolean;
  overwrite: boolean;
  guideTracks: string[];
  noBeds: boolean;
}
export interface FoleyResult {
  schemaVersion: number;
  path: string;
  outputPath: string;
  rate: string;
  durationS: number;
  cues: FoleyCue[];
  credits: SoundCredit[];
  layers: FoleyLayer[];
  coverage?: EffectsCoverage;
  stemPath: string;
  mixPath: string;
  cueSheetPath: string;
  creditsPath: string;
  reportPaths: string[];
  warnings: string[];
  detectorSha256: string;
  detectorAdapted: boolean;
  placeFrom: number;
  writtenBy: string;
}
export interface FoleySound {
  key: string;
  path: string;
  name: string;
  source: string;
  ucs: string;
  licence: string;
  credit: string;
  url: string;
  syncS: number;
  temporary: boolean;
  score: number;
  renderedPath: string;
}
export interface Follower {
  track: string;
  index: number;
  gapFrames: number;
  endFrames: number;
  slipFrames: number;
}
export interface FoundSound {
  path: string;
  name: string;
  description: string;
  ucs: string;
  ucsConfidence: number;
  durationS: number;
  rate: number;
  channels: number;
  lufs: number;
  peakDbfs: number;
  syncS: number;
  syncFrom: string;
  loops: boolean;
  takes: number;
  variants: number;
  licence: string;
  credit: string;
  score: number;
  key: string;
}
export interface FrameRate {
  numerator: number;
  denominator: number;
}
export type GetInfoRequest = Record<string, never>;
export interface GetJobRequest {
  name: string;
  withLog: boolean;
}
export interface GetWaveformRequest {
  path: string;
  startS: number;
  endS: number;
  columns: number;
}
export interface GridBeat {
  timeS: number;
  frame: number;
  bar: number;
  beat: number;
  confidence: number;
  accent: number;
}
export interface HelloRequest {
  protocol: number;
  client: string;
  clientVersion: string;
  host: string;
}
export interface HelloResponse {
  product: string;
  version: string;
  serverId: string;
  protocolMin: number;
  protocolMax: number;
  features: string[];
  mismatch: string;
  paired: boolean;
}
export interface ItemView {
  name: string;
  kind: ItemKind;
  index: number;
  startFrame: number;
  endFrame: number;
  enabled: boolean;
  mediaPath: string;
  online: boolean;
  sourceStartS: number;
  speed: number;
  headFrames?: number;
  tailFrames?: number;
  still: boolean;
}
export interface Job {
  name: string;
  kind: string;
  state: JobState;
  fraction: number;
  step: string;
  createTime?: string;
  startTime?: string;
  endTime?: string;
  request?: JobRequest;
  result?: JobResult;
  error?: JobError;
  seq: number;
  requestId: string;
  attempt: number;
  logLines: string[];
}
export interface JobError {
  code: string;
  message: string;
  hint: string;
  exitStatus: number;
}
export interface JobEvent {
  seq: number;
  time?: string;
  state: JobState;
  fraction: number;
  step: string;
}
export interface JobRequest {
  beats?: BeatsRequest;
  snap?: SnapRequest;
  loudness?: LoudnessRequest;
  master?: MasterRequest;
  render?: RenderRequest;
  cut?: CutRequest;
  plan?: PlanRequest;
  transcribe?: TranscribeRequest;
  visemes?: VisemesRequest;
  synccheck?: SyncCheckRequest;
  align?: AlignRequest;
  lipsync?: LipSyncRequest;
  dub?: DubRequest;
  foley?: FoleyRequest;
  foleyConform?: FoleyConformRequest;
  foleyAdapt?: FoleyAdaptRequest;
  soundsAdd?: SoundsAddRequest;
  soundsSearch?: SoundsSearchRequest;
  project: string;
}
export interface JobResult {
  beats?: MusicAnalysis;
  snap?: SnapResult;
  loudness?: LoudnessReport;
  master?: MasterResult;
  render?: RenderResult;
  cut?: CutResult;
  plan?: ShotPlan;
  transcribe?: Transcript;
  visemes?: VisemeTrack;
  synccheck?: SyncReport;
  align?: AlignResult;
  lipsync?: LipSyncResult;
  dub?: DubResult;
  foley?: FoleyResult;
  foleyConform?: FoleyConformResult;
  foleyAdapt?: FoleyAdaptResult;
  soundsAdd?: SoundsAddResult;
  soundsSearch?: SoundsSearchResult;
}
export interface LengthOptions {
  lengthS: number;
  fit: MusicFit;
}
export interface LipSyncRequest {
  path: string;
  speechPath: string;
  speechStartS: number;
  outputPath: string;
  backend: string;
  bankPaths: string[];
  face: number;
  voices: FaceVoice[];
  oldText: string;
  newText: string;
  onlyChanges: boolean;
  mute: TimeSpan[];
  visemesPath: string;
  strength: StrengthPoint[];
  whenLonger: WhenLonger;
  codec: string;
  clip: string;
  handles: number;
  keepTakes: boolean;
  take: number;
  commercial: boolean;
  consent: string;
  overwrite: boolean;
  emotion: string;
  reportPaths: string[];
}
export interface LipSyncResult {
  schemaVersion: number;
  path: string;
  sourcePath: string;
  sourceSha256: string;
  backend: string;
  preview: boolean;
  frames: number;
  framesChanged: number;
  framesCopied: number;
  facesTracked: number;
  shots: LipSyncShot[];
  changed: TimeSpan[];
  closureRate?: number;
  closures: number;
  offsetMs?: number;
  offsetConfidence: number;
  modelSha256: string[];
  licence: string;
  device: string;
  deviceReason: string;
  mark: string;
  timelinePath: string;
  clip: string;
  track: string;
  take: number;
  reportPaths: string[];
  warnings: string[];
  codec: string;
  writtenBy: string;
}
export interface LipSyncShot {
  startS: number;
  endS: number;
  face: number;
  framesChanged: number;
  reason: string;
}
export interface ListFolderRequest {
  path: string;
}
export interface ListJobsRequest {
  pageSize: number;
  pageToken: string;
}
export interface ListJobsResponse {
  jobs: Job[];
  nextPageToken: string;
}
export type ListPairedRequest = Record<string, never>;
export interface ListPairedResponse {
  panels: PairedPanel[];
}
export interface LoadMusicEditsRequest {
  path: string;
}
export interface LookAtCodeRequest {
  code: string;
}
export interface LoudnessCurve {
  rateHz: number;
  momentaryLufs: number[];
  shortTermLufs: number[];
  peakDbfs: number[];
}
export interface LoudnessOptions {
  track: number;
  meter: string;
  dualMono: boolean;
  presets: string[];
  dialogue: boolean;
  repair: boolean;
  binding?: TrackBinding;
  rangeFrom: string;
  rangeTo: string;
  rms: boolean;
}
export interface LoudnessReport {
  integratedLufs?: number;
  shortTermMaxLufs?: number;
  shortTermMaxTimeS: number;
  momentaryMaxLufs?: number;
  momentaryMaxTimeS: number;
  lraLu?: number;
  truePeakDbtp?: number;
  truePeakTimeS: number;
  samplePeakDbfs?: number;
  peakToLoudnessLu?: number;
  durationS: number;
  sampleRateHz: number;
  channels: number;
  layout: string;
  channelLevels: ChannelLevel[];
  warnings: string[];
  presets: PresetCheck[];
  meter: string;
  curve?: LoudnessCurve;
  overs: PeakOver[];
  dialogueLufs?: number;
  dialogueShare?: number;
  dialogueLraLu?: number;
  rmsDbfs?: number;
  noiseFloorDbfs?: number;
  path: string;
  tracks: number[];
  rangeFromS: number;
  rangeToS: number;
  soundTracks: number;
  writtenBy: string;
}
export interface LoudnessRequest {
  path: string;
  options?: LoudnessOptions;
  outputPath: string;
  plotPath: string;
  overwrite: boolean;
}
export interface Margin {
  what: string;
  measured: string;
  wanted: string;
  margin: number;
  met: boolean;
}
export interface MarkerView {
  name: string;
  comment: string;
  color: string;
  frame: number;
  frames: number;
  ours: boolean;
  track: string;
}
export interface MasterRequest {
  path: string;
  track: number;
  deliveries: Delivery[];
  render?: RenderOptions;
  timelinePath: string;
  repair: boolean;
  overwrite: boolean;
  bindings: TrackBinding[];
  mediaPaths?: MediaPaths;
}
export interface MasterResult {
  delivered: Delivered[];
  rendered?: RenderResult;
  timelinePath: string;
}
export interface MaterialClip {
  path: string;
  durationS: number;
  rate?: FrameRate;
  width: number;
  height: number;
  still: boolean;
  shots: number;
  usableS: number;
  uses: number;
  warnings: string[];
}
export interface MaterialOptions {
  order: ClipOrder;
  seed: string;
  mustUse: string[];
  pins: Pin[];
  skipped: SkippedRange[];
  clipSound: ClipSound;
}
export interface MediaPaths {
  maps: PathMapping[];
  searchPaths: string[];
  relink: boolean;
}
export interface MediaView {
  durationS: number;
  picture?: PictureView;
  sound?: SoundView;
}
export interface Medium {
  path: string;
  sha256: string;
  still: boolean;
  rate?: FrameRate;
  variableRate: boolean;
  width: number;
  height: number;
  start: string;
  length: string;
  soundChannels: number;
}
export interface Model {
  name: string;
  sha256: string;
  licence: string;
  source: string;
}
export interface MusicAnalysis {
  durationS: number;
  tempoBpm: number;
  beatsPerBar: number;
  beats: Beat[];
  onsets: Onset[];
  energy?: Energy;
  sections: Section[];
  tracker: string;
  modelSha256: string;
  phrases: Phrase[];
  drops: Drop[];
  builds: Build[];
  accents: Accent[];
  unsure: Unsure[];
  confidence?: number;
  writtenBy: string;
  warnings: string[];
  corrections: string[];
}
export interface MusicCandidate {
  path: string;
  name: string;
  track: string;
  startS: number;
  reason: string;
}
export interface MusicEdits {
  beats: UserBeat[];
  removedBeatsS: number[];
  emphasis: Emphasis[];
  energy: EnergyEdit[];
  writtenBy: string;
}
export interface NewCodeRequest {
  client: string;
  forPage: boolean;
}
export interface Onset {
  timeS: number;
  strength: number;
}
export interface OpenFileRequest {
  path: string;
}
export interface OpenMediaRequest {
  path: string;
}
export interface OpenedFile {
  path: string;
  name: string;
  edit?: EditView;
  media?: MediaView;
  result?: JobResult;
  warnings: string[];
}
export interface OpenedMedia {
  url: string;
  contentType: string;
}
export interface PacingOptions {
  pattern: string;
  patternPath: string;
  pace?: number;
  transitions: Transitions;
}
export interface PairRequest {
  code: string;
  client: string;
}
export interface PairResponse {
  token: string;
  name: string;
}
export interface PairedPanel {
  name: string;
  client: string;
  createTime?: string;
  lastUseTime?: string;
}
export interface PairingCode {
  code: string;
  expireTime?: string;
  httpPort: number;
}
export interface PathMapping {
  prefix: string;
  toPath: string;
}
export interface PeakOver {
  timeS: number;
  place: string;
  truePeakDbtp: number;
}
export interface Phrase {
  startS: number;
  bar: number;
  bars: number;
}
export interface PictureView {
  width: number;
  height: number;
  rate?: FrameRate;
  variableRate: boolean;
  codec: string;
  timecode: string;
}
export interface Pin {
  slot: number;
  clip: string;
  time: string;
}
export interface Placement {
  path: string;
  timelineStartS: number;
  sourceStartS: number;
  durationS: number;
  speed?: number;
  track: string;
  inside: string[];
  match: SongMatch;
  timecode: string;
}
export interface PlanRequest {
  musicPath: string;
  outputPath: string;
  beats?: BeatOptions;
  pacing?: PacingOptions;
  length?: LengthOptions;
  rate?: FrameRate;
  templatePath: string;
  prompt: string;
  overwrite: boolean;
}
export interface PresetCheck {
  name: string;
  met: boolean;
  margins: Margin[];
  notJudged: string;
  notes: string[];
}
export interface RenderOptions {
  sampleRateHz: number;
  layout: string;
  roles: Record<string, string>;
  duck: boolean;
  duckBelowLu: number;
  allowMissing: boolean;
  layers: boolean;
}
export interface RenderOptionsRolesEntry {
  key: string;
  value: string;
}
export interface RenderRequest {
  editPath: string;
  outputPath: string;
  stemsPath: string;
  options?: RenderOptions;
  overwrite: boolean;
  mediaPaths?: MediaPaths;
}
export interface RenderResult {
  path: string;
  durationS: number;
  sampleRateHz: number;
  layout: string;
  tracks: RenderedTrack[];
  stems: Stem[];
  warnings: string[];
  integratedLufs?: number;
  truePeakDbtp?: number;
  maxDuckingDb: number;
  soundEndsS: number;
  maxDuckingRiseDbS: number;
  dialogueShare?: number;
}
export interface RenderedTrack {
  label: string;
  name: string;
  role: string;
  clips: number;
  heard: boolean;
  gainDb: number;
  roleWord: string;
  roleAssumed: boolean;
}
export interface Replacement {
  slot: number;
  clip: string;
  time: string;
}
export interface SaveMusicEditsRequest {
  path: string;
  edits?: MusicEdits;
  outputPath: string;
  overwrite: boolean;
}
export interface SavedMusicEdits {
  path: string;
  edits?: MusicEdits;
}
export interface Section {
  startS: number;
  endS: number;
  label: string;
  level: EnergyLevel;
  bar: number;
}
export interface SectionActions {
  label: string;
  startS: number;
  endS: number;
  level: EnergyLevel;
  actions: BeatAction[];
}
export interface SeenFace {
  number: number;
  startS: number;
  endS: number;
  seen: number;
  speaks: boolean;
}
export interface Shot {
  path: string;
  sha256: string;
  name: string;
  still: boolean;
  rate?: FrameRate;
  sourceStartS: number;
  sourceEndS: number;
  peakS?: number;
  peakErrorMs?: number;
  costs: ChoiceCost[];
  reason: string;
  given: boolean;
  beatS?: number;
  pictureLateMs?: number;
  soundLateMs?: number;
  soundConfidence: number;
  soundReference: SoundReference;
  soundDb?: number;
}
export interface ShotPlan {
  schemaVersion: number;
  musicPath: string;
  musicSha256: string;
  rate?: FrameRate;
  tempoBpm: number;
  slots: Slot[];
  sections: SectionActions[];
  audioReactive?: AudioReactive;
  basePrompt: string;
  placements: Placement[];
  pacing?: PacingOptions;
  length?: LengthOptions;
  beats?: BeatOptions;
  engineVersion: string;
  warnings: string[];
  writtenBy: string;
}
export interface SkippedRange {
  clip: string;
  start: string;
  end: string;
}
export interface Slip {
  track: string;
  index: number;
  name: string;
  startFrame: number;
  endFrame: number;
  frames: number;
  peakS?: number;
  beatTimeS?: number;
  bar: number;
  beat: number;
  errorMs?: number;
  action: CutAction;
  reason: string;
}
export interface Slot {
  number: number;
  name: string;
  startFrame: number;
  endFrame: number;
  startS: number;
  endS: number;
  musicStartS: number;
  bar: number;
  beat: number;
  beats: number;
  section: string;
  level: EnergyLevel;
  energy: number;
  motionIntensity: number;
  roles: SlotRole[];
  dissolveFrames: number;
  reason: string;
  shot?: Shot;
  prompt: string;
}
export interface SnapOptions {
  toleranceFrames: number;
  everyBeats: number;
  everyBars: number;
  gridOffsetMs: number;
  tracks: string[];
  rangeStartFrame?: number;
  rangeEndFrame?: number;
  minClipFrames: number;
  downbeatWeight?: number;
  assumeHandlesFrames: number;
  markers: MarkerChoice;
  linkedSound: LinkedSound;
  musicStartS?: number;
  dropFrame?: boolean;
  dryRun: boolean;
  rangeStart: string;
  rangeEnd: string;
  musicStart: string;
  tolerance: string;
  flashFrames?: number;
  mode: SnapMode;
  minSpeed: number;
  maxSpeed: number;
  target: SnapTarget;
  markerColors: string[];
  markerNames: string[];
  leaveWithin: string;
  onlyMarkers: boolean;
  decisions: CutDecision[];
  beatsOfBar: number[];
  drum: Drum;
  firstBar: number;
  evenIfUnsure: boolean;
}
export interface SnapRequest {
  editPath: string;
  musicPath?: string;
  musicTrack?: string;
  outputPath: string;
  beats?: BeatOptions;
  options?: SnapOptions;
  forEditor: Editor;
  overwrite: boolean;
  moreMusicTracks: string[];
  mediaPaths?: MediaPaths;
  previewPath: string;
}
export interface SnapResult {
  path: string;
  syncMapPath: string;
  reportPath: string;
  syncMap?: SyncMap;
  moved: number;
  kept: number;
  skipped: number;
  markersWritten: number;
  markersReplaced: number;
  warnings: string[];
  repaired: string[];
  throughEdits: number;
  events: number;
  missed: string;
  slipped: number;
  retimed: number;
  lengthChangeFrames: number;
  previewPath: string;
}
export interface SongJoin {
  timeS: number;
  fromS: number;
  toS: number;
  fromBar: number;
  toBar: number;
  harmony: number;
  timbreDb: number;
  loudnessLu: number;
  tempoPercent: number;
  timingMs?: number;
  shiftedMs: number;
  alike: number;
  cost: number;
  crossfadeS: number;
  curve: CrossfadeCurve;
  description: string;
}
export interface SoundCredit {
  name: string;
  licence: string;
  credit: string;
  url: string;
  source: string;
  cues: string[];
}
export interface SoundSwap {
  cue: string;
  sound: string;
}
export interface SoundView {
  sampleRateHz: number;
  channels: number;
  codec: string;
}
export interface SoundsAddRequest {
  paths: string[];
  licence: string;
  credit: string;
  again: boolean;
  indexPath: string;
}
export interface SoundsAddResult {
  schemaVersion: number;
  added: number;
  changed: number;
  unchanged: number;
  removed: number;
  total: string;
  unreadable: UnreadableSound[];
  indexPath: string;
  hasEmbeddings: boolean;
  warnings: string[];
  writtenBy: string;
}
export interface SoundsSearchRequest {
  query: string;
  likePath: string;
  limit: number;
  commercial: boolean;
  ucs: string[];
  indexPath: string;
}
export interface SoundsSearchResult {
  schemaVersion: number;
  sounds: FoundSound[];
  categories: UcsGuess[];
  method: string;
  warnings: string[];
  total: string;
  writtenBy: string;
}
export interface Speaker {
  number: number;
  spokenS: number;
}
export interface SpeedChange {
  track: string;
  index: number;
  name: string;
  fromSpeed: number;
  toSpeed: number;
}
export interface Spine {
  path: string;
  sha256: string;
  durationS: number;
  placements: Placement[];
}
export interface Stem {
  role: string;
  path: string;
  integratedLufs?: number;
}
export interface StrengthPoint {
  timeS: number;
  strength: number;
}
export interface SubmitJobRequest {
  request?: JobRequest;
  requestId: string;
}
export interface SyncCheckRequest {
  path: string;
  voicePath: string;
  face: number;
  outputPaths: string[];
  fixedPath: string;
  maxOffsetMs: number;
  overwrite: boolean;
  lse: boolean;
  sfx: boolean;
}
export interface SyncGrade {
  standard: string;
  pass: boolean;
  grade: string;
}
export interface SyncJump {
  timeS: number;
  fromMs: number;
  toMs: number;
}
export interface SyncMap {
  schemaVersion: number;
  spine?: Spine;
  rate?: FrameRate;
  startTimecode: string;
  durationFrames: number;
  cuts: Cut[];
  grid: GridBeat[];
  engineVersion: string;
  editSha256: string;
  toleranceFrames: number;
  flashFrames: number;
  rangeStartFrame?: number;
  rangeEndFrame?: number;
  timesRead: string[];
  writtenBy: string;
  warnings: string[];
  tempoBpm: number;
  unsure: Unsure[];
  beatConfidence?: number;
  mode: SnapMode;
  slips: Slip[];
  speedChanges: SpeedChange[];
  followers: Follower[];
  slots: Slot[];
  media: Medium[];
  format?: AssembledFormat;
  joins: SongJoin[];
}
export interface SyncPair {
  seenS: number;
  heardS: number;
  offsetMs: number;
  confidence: number;
}
export interface SyncReport {
  schemaVersion: number;
  path: string;
  sha256: string;
  durationS: number;
  rate: number;
  verdict: SyncVerdict;
  offsetMs?: number;
  confidence: number;
  driftPpm?: number;
  shots: SyncShot[];
  grades: SyncGrade[];
  faces: SeenFace[];
  method: string;
  warnings: string[];
  fixedPath: string;
  closureOffsetMs?: number;
  closures: number;
  fixedOffsetMs?: number;
  jumps: SyncJump[];
  driftLowPpm?: number;
  driftHighPpm?: number;
  offsetLowMs?: number;
  offsetHighMs?: number;
  pairs: SyncPair[];
  impactsSeen: number;
  hitsHeard: number;
  lseDistance?: number;
  lseConfidence?: number;
  lseOffsetMs?: number;
  lseModelSha256: string;
  writtenBy: string;
}
export interface SyncShot {
  startS: number;
  endS: number;
  face: number;
  verdict: SyncVerdict;
  offsetMs?: number;
  offsetFrames?: number;
  confidence: number;
  reason: string;
  windows: SyncWindow[];
  voiceFits: number;
  lseDistance?: number;
  lseConfidence?: number;
  lseOffsetMs?: number;
}
export interface SyncWindow {
  startS: number;
  endS: number;
  offsetMs?: number;
  confidence: number;
}
export interface TimeSpan {
  startS: number;
  endS: number;
}
export interface TrackBinding {
  tracks: number[];
  layout: string;
}
export interface TrackView {
  label: string;
  name: string;
  isSound: boolean;
  enabled: boolean;
  locked: boolean;
  items: ItemView[];
}
export interface TranscribeRequest {
  path: string;
  outputPaths: string[];
  language: string;
  speakers: number;
  overwrite: boolean;
}
export interface Transcript {
  schemaVersion: number;
  path: string;
  sha256: string;
  durationS: number;
  language: string;
  languageGuessed: boolean;
  languageConfidence: number;
  words: Word[];
  speakers: Speaker[];
  model: string;
  modelSha256: string;
  warnings: string[];
  speakersGuessed: boolean;
  writtenBy: string;
}
export interface UcsGuess {
  catId: string;
  category: string;
  subcategory: string;
  confidence: number;
}
export interface UncoveredSound {
  startS: number;
  endS: number;
  levelDb: number;
  kind: string;
}
export interface UnpairRequest {
  name: string;
}
export type UnpairResponse = Record<string, never>;
export interface UnreadableSound {
  path: string;
  reason: string;
}
export interface UserBeat {
  timeS: number;
  downbeat: boolean;
  moves: boolean;
}
export interface Viseme {
  startS: number;
  endS: number;
  name: string;
  confidence: number;
  blendShapes: BlendShape[];
}
export interface VisemeTrack {
  schemaVersion: number;
  path: string;
  sha256: string;
  durationS: number;
  set: string;
  visemes: Viseme[];
  method: string;
  warnings: string[];
  rate: string;
  modelSha256: string;
  writtenBy: string;
}
export interface VisemesRequest {
  path: string;
  text: string;
  outputPaths: string[];
  set: string;
  rate: string;
  overwrite: boolean;
}
export interface WatchJobRequest {
  name: string;
  fromSeq: number;
}
export interface Waveform {
  startS: number;
  endS: number;
  durationS: number;
  low: string;
  high: string;
  fraction: number;
}
export interface Word {
  startS: number;
  endS: number;
  text: string;
  confidence: number;
  speaker: number;
}
/** The unary methods. */
export interface Methods {
  "Engine/GetInfo": { request: GetInfoRequest; answer: EngineInfo };
  "Jobs/SubmitJob": { request: SubmitJobRequest; answer: Job };
  "Jobs/GetJob": { request: GetJobRequest; answer: Job };
  "Jobs/CancelJob": { request: CancelJobRequest; answer: Job };
  "Jobs/ListJobs": { request: ListJobsRequest; answer: ListJobsResponse };
  "Pairing/Hello": { request: HelloRequest; answer: HelloResponse };
  "Pairing/NewCode": { request: NewCodeRequest; answer: PairingCode };
  "Pairing/LookAtCode": { request: LookAtCodeRequest; answer: CodeLook };
  "Pairing/Pair": { request: PairRequest; answer: PairResponse };
  "Pairing/ListPaired": { request: ListPairedRequest; answer: ListPairedResponse };
  "Pairing/Unpair": { request: UnpairRequest; answer: UnpairResponse };
  "Panel/OpenFile": { request: OpenFileRequest; answer: OpenedFile };
  "Panel/GetWaveform": { request: GetWaveformRequest; answer: Waveform };
  "Panel/OpenMedia": { request: OpenMediaRequest; answer: OpenedMedia };
  "Panel/ListFolder": { request: ListFolderRequest; answer: Folder };
  "Panel/SaveMusicEdits": { request: SaveMusicEditsRequest; answer: SavedMusicEdits };
  "Panel/LoadMusicEdits": { request: LoadMusicEditsRequest; answer: SavedMusicEdits };
}
